//! `runthrough sandbox`.

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::option_value::whole_number;
use crate::cli::output::Output;
use crate::cli::sandbox_inputs::{parse_fault, start};
use crate::sandbox::{Account, Options, demo_accounts};

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// The port of 127.0.0.1 to listen on (default: a free one)
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole_number::<u16>(0..=u64::from(u16::MAX)))]
    pub port: u16,
    /// Behave like a broken API: slow, flaky, error, drop-field, wrong-type, reuse-codes, zombie-token, open-lock,
    /// stop-after=N
    #[arg(long, value_name = "NAME")]
    pub fault: Option<String>,
}

/// Serves the emulated API until the process is ended.
pub fn sandbox(args: &SandboxArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let fault = parse_fault(args.fault.as_deref())?;
    let sandbox = start(Options { port: args.port, fault, ..Options::default() })?;
    let mut text = format!("the sandbox is listening at {}\n", sandbox.base_url());
    text.push_str(&format!("its OpenAPI document is at {}\n", sandbox.openapi_url()));
    if let Some(fault) = fault {
        text.push_str(&format!("fault: {fault}\n"));
    }
    for account in demo_accounts() {
        text.push_str(&describe(&account));
    }
    text.push_str("\nrun the scenarios against it from another terminal:\n");
    text.push_str(&format!(
        "  runthrough run -i base_url={} -i name=… -i password=…\npress Ctrl-C to stop it\n",
        sandbox.base_url()
    ));
    output.stdout(&text);
    sandbox.wait();
    Ok(ExitCode::Ok)
}

fn describe(account: &Account) -> String {
    let mut text = format!("\naccount {}\n  password        {}\n", account.name, account.password);
    if account.recovery_codes.is_empty() {
        text.push_str("  no second factor\n");
        return text;
    }
    text.push_str(&format!("  recovery codes  {}\n", account.recovery_codes.join(" ")));
    text.push_str(&format!("  TOTP secret     {}\n", account.totp_secret));
    text.push_str(&format!("  e-mail code     {}\n", account.email_code));
    text
}

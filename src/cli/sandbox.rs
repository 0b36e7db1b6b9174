//! `runthrough sandbox`, and the sandbox as a source of inputs for `run --sandbox`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::args::SandboxArgs;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::model::value::Value;
use crate::model::{Input, Instance};
use crate::run::ports::InstanceInputs;
use crate::sandbox::{Account, Fault, Options, Sandbox, demo_accounts};

/// Inputs that every instance gets a value of its own for.
const INPUTS: [&str; 6] = ["base_url", "name", "password", "recovery_code", "totp_secret", "email_code"];

/// Serves the emulated API until the process is ended.
pub fn sandbox(args: &SandboxArgs, output: &mut Output) -> Result<Exit, Complaint> {
    let fault = fault(args.fault.as_deref())?;
    let sandbox = start(Options { port: args.port, fault, ..Options::default() })?;
    let mut text = format!("the sandbox answers at {}\n", sandbox.base_url());
    text.push_str(&format!("its OpenAPI document is at {}\n", sandbox.openapi_url()));
    if let Some(fault) = fault {
        text.push_str(&format!("fault: {fault}\n"));
    }
    for account in demo_accounts() {
        text.push_str(&describe(&account));
    }
    text.push_str("\nrun the scenarios against it, in another terminal:\n");
    text.push_str(&format!(
        "  runthrough run -i base_url={} -i name=… -i password=…\nCtrl-C ends it\n",
        sandbox.base_url()
    ));
    output.stdout(&text);
    sandbox.wait();
    Ok(Exit::Ok)
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

/// Reads the name of a fault.
pub fn fault(name: Option<&str>) -> Result<Option<Fault>, Complaint> {
    name.map(|name| name.parse::<Fault>()).transpose().map_err(|error| Complaint::usage(error.to_string()))
}

/// Starts the sandbox.
pub fn start(options: Options) -> Result<Sandbox, Complaint> {
    let port = options.port;
    Sandbox::start(options).map_err(|error| {
        Complaint::usage(format!("the sandbox cannot listen on port {port} of 127.0.0.1: {error}"))
            .help("choose another port, or leave --port out for a free one")
    })
}

/// True for inputs that the sandbox gives.
pub fn gives(input: &Input) -> bool {
    input.one_time.is_some() || INPUTS.contains(&&*input.name.value)
}

/// Gives every scenario instance an account of its own, and one-time inputs their values from memory.
pub struct SandboxInputs {
    sandbox: Arc<Sandbox>,
    accounts: Mutex<HashMap<usize, Given>>,
}

struct Given {
    account: Account,
    codes: usize,
}

impl SandboxInputs {
    /// Inputs of this sandbox.
    pub fn new(sandbox: Arc<Sandbox>) -> Self {
        SandboxInputs { sandbox, accounts: Mutex::new(HashMap::new()) }
    }
}

impl InstanceInputs for SandboxInputs {
    fn value(&self, instance: &Instance, input: &str, one_time: bool) -> Option<Value> {
        if input == "base_url" && !one_time {
            return Some(self.sandbox.base_url().into());
        }
        // A panic of another worker leaves the map whole.
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let given = accounts
            .entry(instance.index)
            .or_insert_with(|| Given { account: self.sandbox.account(), codes: 0 });
        let account = &given.account;
        if one_time || input == "recovery_code" {
            let code = account.recovery_codes.get(given.codes)?.clone();
            given.codes += 1;
            return Some(code.into());
        }
        let text = match input {
            "name" => &account.name,
            "password" => &account.password,
            "totp_secret" => &account.totp_secret,
            "email_code" => &account.email_code,
            _ => return None,
        };
        Some(text.as_str().into())
    }

    fn finished(&self, instance: usize) {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).remove(&instance);
    }
}

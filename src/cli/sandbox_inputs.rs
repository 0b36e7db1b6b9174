//! The sandbox as a source of inputs, for `--sandbox`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::CliError;
use super::fragments::{reachable, sends};
use crate::model::{Fragments, Input, Instance, Plan};
use crate::run::ports::InstanceInputs;
use crate::sandbox::{Account, Fault, Options, Sandbox};
use crate::value::Value;

/// Inputs that every instance gets a value of its own for.
const INPUTS: [&str; 6] = ["base_url", "name", "password", "recovery_code", "totp_secret", "email_code"];

/// Reads the name of a fault.
pub fn parse_fault(name: Option<&str>) -> Result<Option<Fault>, CliError> {
    name.map(|name| name.parse::<Fault>()).transpose().map_err(|error| CliError::usage(error.to_string()))
}

/// Starts the sandbox.
pub fn start(options: Options) -> Result<Sandbox, CliError> {
    let port = options.port;
    Sandbox::start(options).map_err(|error| {
        CliError::usage(format!("the sandbox cannot listen on port {port} of 127.0.0.1: {error}"))
            .help("choose another port, or omit --port to use a free one")
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

/// With `--sandbox` every scenario must be one that can be pointed at it.
pub fn needs_base_url(plan: &Plan, fragments: &Fragments) -> Result<(), CliError> {
    let used = reachable(&plan.scenarios, fragments).into_iter().filter(|fragment| sends(fragment));
    for scenario in plan.scenarios.iter().chain(used) {
        if scenario.input("base_url").is_none() {
            return Err(CliError::usage(format!(
                "{} declares no input `base_url`, so it cannot be run against the sandbox",
                scenario.path
            ))
            .help("declare it: `inputs: { base_url: { default: … } }`, and use it in `defaults: { base_url: ${base_url} }`"));
        }
    }
    Ok(())
}

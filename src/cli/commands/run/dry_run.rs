//! `runthrough run --dry-run`.

use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::counted;
use crate::report::dry_text;
use crate::run::{Job, dry_run};

/// Prints every request of every instance in plan order, and sends none.
pub fn print(job: &Job, verbose: bool, wrong_file: bool, output: &Output) -> ExitCode {
    let mut problems = false;
    let mut requests = 0;
    for index in 0..job.plan.len() {
        let Some(instance) = job.plan.instance(index) else { break };
        let dry = dry_run(job, instance);
        problems |= dry.problem.is_some() || dry.steps.iter().any(|step| step.problem.is_some());
        requests += dry.steps.iter().filter(|step| step.exchange.is_some()).count();
        output.stdout(&format!("{}\n", dry_text(&dry, verbose)));
    }
    let (scenarios, requests) = (counted(job.plan.len(), "scenario"), counted(requests, "request"));
    output.stdout(&format!("{scenarios}, {requests}: a dry run, nothing was sent\n"));
    match (wrong_file, problems) {
        (true, _) => ExitCode::Usage,
        (_, true) => ExitCode::Errored,
        _ if job.plan.is_empty() => ExitCode::Nothing,
        _ => ExitCode::Ok,
    }
}

//! `runthrough compare`: what is other in a run than in an earlier one.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::args::{CompareArgs, CompareFormat};
use super::exit::{Complaint, Exit};
use super::output::Output;
use super::shard::read_report;
use crate::model::Verdict;
use crate::model::units::show_duration;
use crate::report::comparison::{Change, Comparison, Run};
use crate::report::json::Instance;

/// Compares two runs by their JSON reports.
pub fn compare(args: &CompareArgs, output: &Output) -> Result<Exit, Complaint> {
    let (old, new) = (instances(&args.old)?, instances(&args.new)?);
    let comparison = Comparison::of(&old, &new);
    output.stdout(&match args.format {
        CompareFormat::Text => comparison.text(&show_duration),
        CompareFormat::Markdown => comparison.markdown(&show_duration),
    });
    Ok(match comparison.count(Change::Broke) {
        0 => Exit::Ok,
        _ => Exit::Failed,
    })
}

/// What a comparison needs of each instance, by id.
fn instances(path: &Path) -> Result<BTreeMap<String, Run>, Complaint> {
    let mut all = BTreeMap::new();
    read_report(path, &mut |instance| {
        let (id, run) = run(instance);
        all.insert(id, run);
        Ok(())
    })?;
    Ok(all)
}

fn run(instance: Instance) -> (String, Run) {
    let problems = instance.problems.iter();
    let attempts = instance.steps.iter().flat_map(|step| &step.attempts);
    let first = problems
        .chain(attempts.filter(|attempt| attempt.verdict > Verdict::Passed).flat_map(|a| &a.problems))
        .find(|problem| problem.verdict == instance.verdict);
    let run = Run {
        verdict: instance.verdict,
        flaky: instance.steps.iter().any(|step| step.flaky),
        duration: Duration::from(instance.duration_ms),
        problem: first.map(|problem| format!("{}: {}", problem.kind, problem.message)),
    };
    (instance.id, run)
}

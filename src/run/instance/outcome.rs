//! Outcomes of instances that did not run, and the verdict of those that did.

use std::time::Duration;

use crate::model::{Instance, InstanceOutcome, Kind, Problem, Verdict};
use crate::run::job::Job;

/// The worst of problems, steps and cleanup.
pub fn verdict(outcome: &InstanceOutcome) -> Verdict {
    let problems = outcome.problems.iter().map(|problem| problem.kind.verdict());
    let steps = outcome.steps.iter().map(|step| step.verdict);
    problems.chain(steps).max().unwrap_or(Verdict::Skipped)
}

/// An outcome to be filled. It counts as skipped.
pub fn blank(job: &Job, instance: &Instance) -> InstanceOutcome {
    let scenario = &instance.scenario;
    InstanceOutcome {
        index: instance.index,
        id: instance.id.clone(),
        name: job.plan.once.get(instance.index).map_or_else(|| instance.name(), |once| once.name.clone()),
        path: scenario.path.clone(),
        line: job.sources.location(instance.span()).line,
        tags: scenario.tags.iter().map(|tag| tag.value.clone()).collect(),
        repetition: instance.repetition,
        worker: None,
        verdict: Verdict::Skipped,
        reason: None,
        problems: Vec::new(),
        started_ms: job.ports.clock.now_ms(),
        duration: Duration::ZERO,
        steps: Vec::new(),
        exercised: Default::default(),
    }
}

/// An instance that did not start for this reason.
pub fn not_started(job: &Job, instance: &Instance, reason: String) -> InstanceOutcome {
    InstanceOutcome { reason: Some(reason), ..blank(job, instance) }
}

/// An instance whose worker did not come back within the grace time.
pub fn given_up(job: &Job, index: usize) -> Option<InstanceOutcome> {
    let instance = job.plan.instance(index)?;
    let message = "the run was interrupted, and the cleanup did not finish within the grace period";
    Some(InstanceOutcome {
        verdict: Verdict::Errored,
        problems: vec![Problem::new(Kind::CleanupNotReached, message)],
        ..blank(job, &instance)
    })
}

/// An instance in which we have a bug. The message of the panic may contain a secret and is not shown.
pub fn panicked(job: &Job, instance: &Instance) -> InstanceOutcome {
    let message = "this scenario triggered a bug in runthrough; please report it";
    InstanceOutcome {
        verdict: Verdict::Errored,
        problems: vec![Problem::new(Kind::Internal, message)],
        ..blank(job, instance)
    }
}

//! One instance at a time on the caller's thread, and the same instance again with what its ports answer then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::instance::{self, Begin, Running};
use super::job::Job;
use super::once_instance;
use crate::eval::mask::Mask;
use crate::model::{InstanceOutcome, Verdict};

/// Runs the instance at a place of the plan. `None` for a fragment that runs once whose cleanup is still owed. The
/// places must come in order, and [`end`] behind each.
pub fn run(job: &Job, index: usize) -> Option<InstanceOutcome> {
    let instance = job.plan.instance(index)?;
    if index < job.plan.once.len() {
        return once_instance::run(job, &instance, 0);
    }
    if job.cancellation.is_stopping() {
        return Some(instance::not_started(job, &instance, format!("{} before", job.cancellation.why())));
    }
    let run = || instance::run(job, instance.clone());
    Some(catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| instance::panicked(job, &instance)))
}

/// Nothing of the instance is needed any more. Comes back with the once instances that ended with it.
pub fn end(job: &Job, index: usize) -> Vec<InstanceOutcome> {
    if let Some(inputs) = &job.ports.instance_inputs {
        inputs.finished(index);
    }
    once_instance::released(job, index)
}

/// What came of running an instance again.
pub enum Replay {
    /// Something did not hold.
    Detected,
    /// Everything held, or it was skipped; what must not be shown of it.
    Survived(Mask),
    /// We have a bug.
    Panicked,
}

/// Runs an instance again, and stops at the first top-level step that did not pass.
pub fn again(job: &Job, index: usize) -> Replay {
    let again = || replayed(job, index).map_or(Replay::Detected, Replay::Survived);
    catch_unwind(AssertUnwindSafe(again)).unwrap_or(Replay::Panicked)
}

/// `None` where something did not hold.
fn replayed(job: &Job, index: usize) -> Option<Mask> {
    let instance = job.plan.instance(index)?;
    let scenario = instance.scenario.clone();
    let mut outcome = instance::blank(job, &instance);
    let mut running = Running::new(job, instance)?;
    match running.begin(&scenario) {
        Ok(Begin::Run) => {}
        Ok(Begin::Skip(_)) => return Some(running.mask()),
        Err(_) => return None,
    }
    for (place, step) in scenario.steps.iter().enumerate() {
        let verdict = running.step(place, step, false).verdict;
        running.inner.clear();
        if verdict >= Verdict::Failed {
            return None;
        }
    }
    running.cleanup(&scenario, &mut outcome);
    (instance::verdict(&outcome) < Verdict::Failed).then(|| running.mask())
}

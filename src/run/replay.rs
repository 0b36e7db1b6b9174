//! Runs one instance at a time on the caller's thread, and the same instance again with other responses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::instance::cleanup::clean_up;
use super::instance::once_instance;
use super::instance::outcome::{blank, not_started, panicked, verdict};
use super::instance::run_instance::{Begin, begin, run_instance};
use super::instance::running::Running;
use super::job::Job;
use super::step::flow::run_step;
use crate::eval::mask::Mask;
use crate::model::{InstanceOutcome, Verdict};

/// Runs the instance with this index in the plan. Returns None for a fragment that runs once whose cleanup is still to run.
/// Call it in the order of the plan, and [`end`] after each.
pub fn run(job: &Job, index: usize) -> Option<InstanceOutcome> {
    let instance = job.plan.instance(index)?;
    if index < job.plan.once.len() {
        return once_instance::run(job, &instance, 0);
    }
    if job.cancellation.is_stopping() {
        return Some(not_started(job, &instance, format!("{} before", job.cancellation.why())));
    }
    let run = || run_instance(job, instance.clone());
    Some(catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| panicked(job, &instance)))
}

/// Nothing of the instance is needed any more. Returns the once instances that ended with it.
pub fn end(job: &Job, index: usize) -> Vec<InstanceOutcome> {
    if let Some(inputs) = &job.ports.instance_inputs {
        inputs.finished(index);
    }
    once_instance::released(job, index)
}

/// How an instance ended that ran again.
pub enum Replay {
    /// An expectation did not hold.
    Detected,
    /// Everything held, or it was skipped. What must not be shown of it.
    Survived(Mask),
    /// We have a bug.
    Panicked,
}

/// Runs an instance again, and stops at the first top-level step that did not pass.
pub fn again(job: &Job, index: usize) -> Replay {
    let again = || replayed(job, index).map_or(Replay::Detected, Replay::Survived);
    catch_unwind(AssertUnwindSafe(again)).unwrap_or(Replay::Panicked)
}

/// None where something did not hold.
fn replayed(job: &Job, index: usize) -> Option<Mask> {
    let instance = job.plan.instance(index)?;
    let scenario = instance.scenario.clone();
    let mut outcome = blank(job, &instance);
    let mut running = Running::new(job, instance)?;
    match begin(&mut running, &scenario) {
        Ok(Begin::Run) => {}
        Ok(Begin::Skip(_)) => return Some(running.state.secrets.mask()),
        Err(_) => return None,
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let verdict = run_step(&mut running, (index, step), false, &mut outcome.steps);
        outcome.steps.clear();
        if verdict >= Verdict::Failed {
            return None;
        }
    }
    clean_up(&mut running, &scenario, &mut outcome);
    (verdict(&outcome) < Verdict::Failed).then(|| running.state.secrets.mask())
}

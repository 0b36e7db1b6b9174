//! The cleanup of an instance: that of its own file, then that of the fragments that it used.

use std::time::Duration;

use super::pending_cleanup::PendingCleanup;
use super::running::Running;
use crate::eval::render;
use crate::model::{InstanceOutcome, Kind, Problem, Scenario, Setting, StepOutcome};
use crate::run::step::flow::run_step;
use crate::run::step::outcomes::errored;
use crate::run::step::time::cleanup_left;
use crate::vocabulary::limits::CLEANUP_TIMEOUT;

/// Runs the cleanup of the instance's own file, then that of every fragment that was started, last started first.
pub fn clean_up(running: &mut Running<'_>, scenario: &Scenario, outcome: &mut InstanceOutcome) {
    if scenario.cleanup.is_empty() && running.state.cleanup.fragments.is_empty() {
        return;
    }
    let limit = match &scenario.cleanup_timeout {
        Some(Setting::Fixed(limit)) => *limit,
        Some(setting) => {
            render::setting(setting, &running.scope(), render::read_duration).unwrap_or(CLEANUP_TIMEOUT)
        }
        None => CLEANUP_TIMEOUT,
    };
    running.state.cleanup.until = Some(running.job.ports.clock.monotonic() + limit);
    cleanup_steps(running, scenario, limit, &mut outcome.steps);
    while let Some(PendingCleanup { fragment, file }) = running.state.cleanup.fragments.pop() {
        let outer = std::mem::replace(&mut running.state.file, file);
        cleanup_steps(running, &fragment, limit, &mut outcome.steps);
        running.state.file = outer;
    }
}

/// Every cleanup step of a file runs, however the others ended.
fn cleanup_steps(
    running: &mut Running<'_>,
    file: &Scenario,
    limit: Duration,
    outcomes: &mut Vec<StepOutcome>,
) {
    for (index, step) in file.cleanup.iter().enumerate() {
        if cleanup_left(running) == Some(Duration::ZERO) {
            let message = format!("the cleanup exceeded its limit of {limit:?} before this step");
            let problem = Problem::new(Kind::CleanupNotReached, message);
            outcomes.push(errored(running, step, true, problem));
        } else {
            run_step(running, (file.steps.len() + index, step), true, outcomes);
        }
    }
}

//! The time that a step may take, and its pauses.

use std::time::Duration;

use super::step_run::StepRun;
use crate::eval::render;
use crate::model::{HttpRequest, Kind, Problem, Wait};
use crate::run::instance::running::Running;
use crate::vocabulary::limits::CLEANUP_REQUEST;

/// How much time is left for the cleanup. None before the cleanup begins.
pub fn cleanup_left(running: &Running<'_>) -> Option<Duration> {
    let until = running.state.cleanup.until?;
    Some(until.saturating_sub(running.job.ports.clock.monotonic()))
}

/// How much time is left where it is bounded: in a cleanup.
pub fn time_left(running: &Running<'_>, cleanup: bool) -> Option<Duration> {
    let left = cleanup_left(running).filter(|_| cleanup)?;
    Some(if running.job.cancellation.is_stopping() { left.min(CLEANUP_REQUEST) } else { left })
}

/// A cleanup has its own limits, and is not given up on an interruption.
pub fn bound(running: &Running<'_>, sent: &mut HttpRequest, cleanup: bool) {
    sent.interruptible = !cleanup;
    if let Some(left) = time_left(running, cleanup) {
        sent.timeout = sent.timeout.min(left);
    }
}

/// Waits. Returns false when what comes after it is not to be done. An interruption ends the pauses of a cleanup as well,
/// whose time is short then: after the current one it continues at once, and makes no other.
pub fn pause(running: &Running<'_>, pause: Duration, cleanup: bool) -> bool {
    let continues = cleanup && !running.job.cancellation.is_stopping();
    pause.is_zero() || running.job.ports.clock.sleep(pause) || continues
}

/// Waits for the duration of `wait`, in a cleanup no longer than its time allows.
pub fn wait_before(running: &Running<'_>, run: &StepRun<'_>) -> Result<(), Box<Problem>> {
    let Some(Wait::For(wait)) = &run.step.wait else { return Ok(()) };
    let duration = render::setting(wait, &running.scope(), render::read_duration)
        .map_err(|error| Box::new(running.template_problem(error)))?;
    let left = time_left(running, run.is_cleanup());
    let duration = left.map_or(duration, |left| left.min(duration));
    if pause(running, duration, run.is_cleanup()) || run.is_cleanup() {
        return Ok(());
    }
    let message = format!("{} during `wait`", running.job.cancellation.why());
    Err(Box::new(Problem::new(Kind::Interrupted, message)))
}

/// Why no further round or element may begin, if so.
pub fn halted(running: &Running<'_>, cleanup: bool) -> Option<Problem> {
    if cleanup {
        let message = "the cleanup timed out before this step was complete";
        let is_over = cleanup_left(running) == Some(Duration::ZERO);
        return is_over.then(|| Problem::new(Kind::CleanupNotReached, message));
    }
    let message = || format!("{} before this step was complete", running.job.cancellation.why());
    running.job.cancellation.is_stopping().then(|| Problem::new(Kind::Interrupted, message()))
}

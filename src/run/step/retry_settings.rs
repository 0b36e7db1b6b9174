//! The policy of a `retry` as it is written.

use super::retry::Policy;
use super::step_run::StepRun;
use crate::eval::render::{self, RenderError};
use crate::model::{Request, Retry, RetryOn, Section, is_idempotent};
use crate::run::analysis::FileAnalysis;
use crate::run::instance::running::Running;
use crate::vocabulary::limits::{ATTEMPTS, EVERY, MAX_WAIT};

/// The `retry` that applies. A request with a one-time value is never sent again.
pub fn retry_of<'r>(analysis: &FileAnalysis, step: usize, request: &'r Request) -> Option<&'r Retry> {
    match &request.retry {
        Some(Section::Is(retry)) if !analysis.one_time.sent[step] => Some(retry),
        _ => None,
    }
}

/// Renders the policy of a request that is sent with this method.
pub fn retry_policy(
    running: &Running<'_>,
    run: &StepRun<'_>,
    request: &Request,
    method: &str,
) -> Result<Policy, RenderError> {
    let Some(retry) = retry_of(&running.state.file.analysis, run.index, request) else {
        return Ok(Policy::once());
    };
    let scope = running.scope();
    let flag = |setting: &Option<_>| {
        setting.as_ref().map_or(Ok(false), |flag| render::setting(flag, &scope, render::read_boolean))
    };
    let duration = |setting: &Option<_>, usual| {
        setting.as_ref().map_or(Ok(usual), |time| render::setting(time, &scope, render::read_duration))
    };
    let attempts = retry.attempts.as_ref();
    let backoff = retry.backoff.as_ref();
    Ok(Policy {
        attempts: attempts
            .map_or(Ok(ATTEMPTS), |count| render::setting(count, &scope, render::read_count))?
            .max(1),
        every: duration(&retry.every, EVERY)?,
        backoff: backoff.map_or(Ok(1.0), |factor| render::setting(factor, &scope, render::read_factor))?,
        max_wait: duration(&retry.max_wait, MAX_WAIT)?,
        on: retry.on.as_ref().map_or_else(|| vec![RetryOn::Connection], |on| on.value.clone()),
        idempotent: flag(&retry.idempotent)? || is_idempotent(method),
        expected: flag(&retry.expected)?,
    })
}

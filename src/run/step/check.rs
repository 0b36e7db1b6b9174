//! The expressions of a `check`.

use std::time::Duration;

use super::step_run::{StepRun, attempt};
use crate::model::{Attempt, AttemptRole, Expression};
use crate::run::instance::running::Running;
use crate::run::judged::Judged;
use crate::run::redaction::{self, BodyView};

/// Judges a step that checks what is known.
pub fn check(running: &mut Running<'_>, checks: &[Expression], run: &mut StepRun<'_>) {
    let Judged { mut problems, mut expectations } = running.judge_checks(checks);
    let mask = running.lazy_mask();
    problems.iter_mut().for_each(|problem| redaction::mask_problem(problem, mask.get(), BodyView::Text));
    let each = expectations.iter_mut();
    each.for_each(|expectation| redaction::mask_expectation(expectation, mask.get(), BodyView::Text));
    let judged = Attempt { expectations, ..attempt(None, problems, Duration::ZERO) };
    run.push(judged, AttemptRole::Final);
}

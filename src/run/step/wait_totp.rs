//! `wait: totp`: until the one-time password of now was not used by this run.

use std::time::Duration;

use super::step_run::StepRun;
use super::time::{pause, time_left};
use crate::eval::evaluate;
use crate::eval::render::RenderError;
use crate::eval::totp::{Password, Passwords};
use crate::lang::{Argument, Node};
use crate::model::visit::Used;
use crate::model::{Kind, Problem, Request, Text, Wait};
use crate::run::instance::running::Running;
use crate::vocabulary::Function;

/// Waits where the step says `wait: totp`.
pub fn wait_for_password(
    running: &Running<'_>,
    run: &StepRun<'_>,
    request: &Request,
) -> Result<(), Box<Problem>> {
    if !matches!(run.step.wait, Some(Wait::Totp(_))) {
        return Ok(());
    }
    let passwords = &running.state.one_time.passwords;
    for (text, arguments) in totp_calls(request) {
        let password = evaluate::arguments(arguments, &running.scope())
            .and_then(|given| Password::read(&given))
            .map_err(|error| {
                Box::new(running.template_problem(RenderError::new(error, &text.raw, text.span)))
            })?;
        loop {
            passwords.look_at_the_clock();
            let now = passwords.now_ms();
            if passwords.take(&password, password.period_of(now)) {
                break;
            }
            wait_for_next(running, &password, now, run.is_cleanup())?;
        }
    }
    Ok(())
}

fn wait_for_next(
    running: &Running<'_>,
    password: &Password,
    now: i64,
    cleanup: bool,
) -> Result<(), Box<Problem>> {
    let time = Duration::from_millis(password.next_period_in_ms(now));
    if time_left(running, cleanup).is_some_and(|left| time >= left) {
        let message = "the next one-time password is not available within the time for the cleanup";
        return Err(Box::new(Problem::new(Kind::CleanupNotReached, message)));
    }
    if pause(running, time, cleanup) {
        return Ok(());
    }
    let message = format!("{} while waiting for the next one-time password", running.job.cancellation.why());
    Err(Box::new(Problem::new(Kind::Interrupted, message)))
}

/// Whether the request has a password that changes with the time.
pub fn calls_totp(request: &Request) -> bool {
    !totp_calls(request).is_empty()
}

fn totp_calls(request: &Request) -> Vec<(&Text, &[Argument])> {
    let mut calls = Vec::new();
    request.visit_sent(&mut |used, _| {
        let Used::Text(text) = used else { return };
        for slot in text.slots() {
            slot.expr.walk(&mut |part| {
                if let Node::Call(Function::Totp, arguments) = &part.node {
                    calls.push((text, arguments.as_slice()));
                }
            });
        }
    });
    calls
}

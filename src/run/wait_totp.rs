//! `wait: totp`: until the one-time password of now was not used by this run.

use std::time::Duration;

use super::instance::Running;
use super::step::StepRun;
use crate::eval::render::RenderError;
use crate::eval::totp::{Password, Passwords};
use crate::eval::walk;
use crate::lang::{Argument, Node};
use crate::model::visit::Used;
use crate::model::{Kind, Problem, Request, Text, Wait};

impl Running<'_> {
    /// Waits where the step says `wait: totp`.
    pub fn wait_for_password(&self, run: &StepRun<'_>, request: &Request) -> Result<(), Box<Problem>> {
        if !matches!(run.step.wait, Some(Wait::Totp(_))) {
            return Ok(());
        }
        for (text, arguments) in self.totp_calls(request) {
            let password =
                walk::arguments(arguments, &self.scope()).and_then(|given| Password::read(&given)).map_err(
                    |error| Box::new(self.template_problem(RenderError::new(error, &text.raw, text.span))),
                )?;
            loop {
                self.passwords.look_at_the_clock();
                let now = self.passwords.now_ms();
                if self.passwords.take(&password, password.period_of(now)) {
                    break;
                }
                self.wait_for_next(&password, now, run.cleanup)?;
            }
        }
        Ok(())
    }

    fn wait_for_next(&self, password: &Password, now: i64, cleanup: bool) -> Result<(), Box<Problem>> {
        let pause = Duration::from_millis(password.next_period_in_ms(now));
        if self.time_left(cleanup).is_some_and(|left| pause >= left) {
            let message = "the next one-time password comes later than the time for the cleanup allows";
            return Err(Box::new(Problem::new(Kind::CleanupNotReached, message)));
        }
        if self.pause(pause, cleanup) {
            return Ok(());
        }
        let message =
            format!("{} while the next one-time password was waited for", self.job.cancellation.why());
        Err(Box::new(Problem::new(Kind::Interrupted, message)))
    }

    /// Whether the request has a password that changes with the time.
    pub fn calls_totp(&self, request: &Request) -> bool {
        !self.totp_calls(request).is_empty()
    }

    fn totp_calls<'r>(&'r self, request: &'r Request) -> Vec<(&'r Text, &'r [Argument])> {
        let mut calls = Vec::new();
        request.visit_sent(&mut |used, _| {
            let Used::Text(text @ Text { template: Some(id), .. }) = used else { return };
            for slot in self.job.library.template(*id).slots() {
                slot.expr.walk(&mut |part| {
                    if let Node::Call(name, arguments) = &part.node
                        && &**name == "totp"
                    {
                        calls.push((text, arguments.as_slice()));
                    }
                });
            }
        });
        calls
    }
}

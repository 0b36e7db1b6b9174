//! The attempts of a request until the policy of `retry` is satisfied.

use std::borrow::Cow;

use super::captures::store_captures;
use super::exchange::{Exchanged, FinalExchange, exchange, note_redirects, view_of};
use super::response::{judge_response, keep_pending, no_response};
use super::retry::{End, Next, Policy, retry_after};
use super::retry_settings::{retry_of, retry_policy};
use super::step_run::StepRun;
use super::time::{bound, pause, time_left};
use super::until::still_false;
use super::wait_totp::{calls_totp, wait_for_password};
use crate::eval::Scope;
use crate::eval::render::RenderError;
use crate::eval::request::{self, Rendered};
use crate::model::{
    Attempt, AttemptRole, Cause, HttpRequest, Kind, Observed, Problem, Request, Verdict, header,
};
use crate::run::instance::running::Running;
use crate::run::problem::source_frame;
use crate::run::secrets::derived_secrets::sent;

/// Sends a request until an attempt is final. Returns its exchange, if there is a response. An error is one that keeps an
/// attempt from being made.
pub fn send_attempts(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    request: &Request,
) -> Result<Option<FinalExchange>, Box<Problem>> {
    let template = |running: &Running<'_>, error| Box::new(running.template_problem(error));
    // Every attempt renders with the same time and randomness: templates are rendered once a step.
    let now = (running.job.ports.now_ms)();
    wait_for_password(running, run, request)?;
    running.learn_derived(&sent(request), None);
    let random = running.state.session.random.here();
    let mut rendered = render(running, request, now).map_err(|error| template(running, error))?;
    refuse_spent_value(running, run, request, &rendered.http)?;
    let method = rendered.http.method.clone();
    let policy = match running.state.one_time.is_in(&rendered.http) {
        true => Policy::once(),
        false => retry_policy(running, run, request, &method).map_err(|error| template(running, error))?,
    };
    let until =
        retry_of(&running.state.file.analysis, run.index, request).and_then(|retry| retry.until.as_ref());
    let changes = policy.attempts > 1 && calls_totp(request);
    let mut number = 0;
    loop {
        number += 1;
        if number > 1 && changes {
            running.state.one_time.passwords.begin_attempt();
            wait_for_password(running, run, request)?;
            running.learn_derived(&sent(request), None);
            running.state.session.random.go_back(&random);
            rendered = render(running, request, now).map_err(|error| template(running, error))?;
        }
        bound(running, &mut rendered.http, run.is_cleanup());
        let started = running.job.ports.clock.monotonic();
        let (mut exchanged, result) = exchange(running, &rendered, run);
        let duration = running.job.ports.clock.monotonic().saturating_sub(started);
        note_redirects(&running.state.secrets, &mut exchanged, run);
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                let unsent = exchanged.unsent;
                if unsent {
                    give_back(running, run);
                }
                let end = End::Broken { kind: error.kind, unsent };
                let next = policy.next(number, end, time_left(running, run.is_cleanup()));
                let failed = no_response(running, run.step, &exchanged.request, error, duration);
                match settle(running, run, &policy, failed, next, &method) {
                    Settled::Again => continue,
                    Settled::Final => return Ok(None),
                }
            }
        };
        let view = view_of(&response, &exchanged.request, &exchanged.followed, &running.job.options.bodies);
        let asked = header(&response.headers, "retry-after")
            .and_then(|value| retry_after(value, running.job.ports.clock.now_ms()));
        let end = |pending| End::Response { status: response.status, pending, retry_after: asked };
        let left = time_left(running, run.is_cleanup());
        let (first, next) = match until.map_or(Ok(None), |until| still_false(running, until, &view)) {
            Err(error) => (Some(template(running, error)), Some(Next::Stop)),
            Ok(None) => (None, None),
            Ok(Some(mut problem)) => match policy.next(number, end(true), left) {
                Next::Again(time) => {
                    keep_pending(running, run, request, &exchanged.request, &view, (*problem, duration));
                    if pause(running, time, run.is_cleanup()) {
                        continue;
                    }
                    run.outcome.attempts.pop();
                    let message = format!("{} while waiting for `until`", running.job.cancellation.why());
                    (Some(Box::new(Problem::new(Kind::Interrupted, message))), Some(Next::Stop))
                }
                next => {
                    if let Cause::Mismatch(mismatch) = &mut problem.cause
                        && let Observed::StillFalse { attempts, .. } = &mut mismatch.observed
                    {
                        *attempts = Some(number.into());
                    }
                    (Some(problem), Some(next))
                }
            },
        };
        let first = first.map(|problem| *problem);
        let (judged, values) =
            judge_response(running, run, request, &view, &exchanged, (&response, duration), first);
        let next = next.unwrap_or_else(|| match judged.verdict {
            Verdict::Passed => policy.next(number, End::Passed, left),
            _ => policy.next(number, end(false), left),
        });
        if let Settled::Again = settle(running, run, &policy, judged, next, &method) {
            continue;
        }
        store_captures(&mut running.state.file.variables, run, request, values);
        let Exchanged { request: last, followed, .. } = exchanged;
        let sent = match last {
            Cow::Owned(last) => last,
            Cow::Borrowed(_) => rendered.http,
        };
        return Ok(Some(FinalExchange { sent, response, followed }));
    }
}

fn render(running: &Running<'_>, request: &Request, now: i64) -> Result<Rendered, RenderError> {
    let frozen = move || now;
    let scope = Scope { now_ms: &frozen, ..running.scope() };
    request::render(request, &scope, running.job.options.bodies.bytes)
}

/// A one-time value of an earlier step keeps a request from being sent, whatever way it came into it.
fn refuse_spent_value(
    running: &Running<'_>,
    run: &StepRun<'_>,
    request: &Request,
    rendered: &HttpRequest,
) -> Result<(), Box<Problem>> {
    let Some(name) = running.state.one_time.sent_before(run.step, rendered) else { return Ok(()) };
    let message = format!(
        "the request was not sent, because it contains the one-time value `{name}`, which an earlier step has sent: use an unused value, or write `${{{name}}}` and `spent: true` to test that it is refused"
    );
    let mut problem = Problem::new(Kind::OneTime, message);
    problem.source = Some(source_frame(&running.job.sources, request.url.text.span));
    Err(Box::new(problem))
}

/// The request cannot have reached a server: what it would have sent is free again.
fn give_back(running: &Running<'_>, run: &mut StepRun<'_>) {
    let notes = running.state.file.give_back(run.index, &*running.job.ports.one_time);
    notes.into_iter().for_each(|note| run.outcome.note(note));
    running.state.one_time.passwords.give_back();
}

/// Whether an attempt is final.
enum Settled {
    Again,
    Final,
}

/// Adds an attempt, and waits where another one follows.
fn settle(
    running: &Running<'_>,
    run: &mut StepRun<'_>,
    policy: &Policy,
    mut attempt: Attempt,
    next: Next,
    method: &str,
) -> Settled {
    match next {
        Next::Again(time) => {
            run.push(attempt, AttemptRole::Retried);
            if pause(running, time, run.is_cleanup()) {
                run.outcome.flaky |= !policy.expected;
                return Settled::Again;
            }
            if let Some(last) = run.outcome.attempts.last_mut() {
                last.role = AttemptRole::Final;
            }
            return Settled::Final;
        }
        Next::GiveUp(reason) => {
            if let (Some(why), Some(problem)) = (reason.text(method), attempt.problems.first_mut()) {
                problem.remarks.push(format!("not retried: {why}"));
            }
        }
        Next::Stop => {}
    }
    run.push(attempt, AttemptRole::Final);
    Settled::Final
}

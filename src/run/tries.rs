//! `wait`, then the request until the policy of `retry` has enough.

use std::borrow::Cow;
use std::time::Duration;

use super::derived;
use super::exchange::Exchanged;
use super::instance::Running;
use super::judged::Judged;
use super::problem::of_finding;
use super::redaction::{self, BodyView};
use super::retry::{End, Next, Policy, retry_after};
use super::step::{StepRun, attempt};
use crate::eval::judge::{Finding, Judge, expressions};
use crate::eval::render::{self, RenderError};
use crate::eval::request::{self, Rendered};
use crate::eval::{Followed, ResponseView, Scope};
use crate::model::visit::Used;
use crate::model::vocabulary::limits::{ATTEMPTS, CLEANUP_REQUEST, EVERY, MAX_WAIT};
use crate::model::{
    Action, Attempt, Cause, Expression, HttpRequest, HttpResponse, Kind, Mismatch, Observed, Problem,
    Request, Retry, RetryOn, Rule, Section, Standing, Verdict, Wait, header, is_idempotent,
};

/// A request and the response that decided.
pub struct Answer {
    /// As it was sent.
    pub sent: HttpRequest,
    /// What came back.
    pub response: HttpResponse,
    /// The redirects before it.
    pub followed: Followed,
}

impl Running<'_> {
    /// One round: `wait`, then all attempts. Gives the answer that decided, if one came.
    pub fn tries(&mut self, run: &mut StepRun<'_>) -> Option<Answer> {
        self.passwords.begin_attempt();
        if let Some(Wait::For(wait)) = &run.step.wait {
            match render::setting(wait, &self.scope(), render::read_duration) {
                Ok(duration) => {
                    let left = self.time_left(run.cleanup);
                    let whole = self.pause(left.map_or(duration, |left| left.min(duration)), run.cleanup);
                    if !whole && !run.cleanup {
                        let message = format!("{} during `wait`", self.job.stop.why());
                        run.trouble(Problem::new(Kind::Interrupted, message));
                        return None;
                    }
                }
                Err(error) => {
                    run.trouble(self.template_problem(error));
                    return None;
                }
            }
        }
        for name in &self.prepared.one_time[run.index] {
            if let Err(problem) = self.take(name) {
                run.trouble(*problem);
                return None;
            }
        }
        match &run.step.action {
            Action::Check(checks) => {
                self.check(checks, run);
                None
            }
            Action::Use(used) => {
                self.use_fragment(run, used);
                None
            }
            Action::Request(request) => match self.send_all(run, request) {
                Ok(answer) => answer,
                Err(problem) => {
                    run.trouble(*problem);
                    None
                }
            },
        }
    }

    fn check(&mut self, checks: &[Expression], run: &mut StepRun<'_>) {
        let Judged { mut problems, mut expectations } = self.judge_checks(checks);
        let mask = self.lazy_mask();
        problems.iter_mut().for_each(|problem| redaction::mask_problem(problem, mask.get(), BodyView::Text));
        let each = expectations.iter_mut();
        each.for_each(|expectation| redaction::mask_expectation(expectation, mask.get(), BodyView::Text));
        let judged = Attempt { expectations, ..attempt(None, problems, Duration::ZERO) };
        run.push(judged, Standing::Decides);
    }

    /// All attempts. An error is one that keeps an attempt from being made.
    fn send_all(&mut self, run: &mut StepRun<'_>, request: &Request) -> Result<Option<Answer>, Box<Problem>> {
        let template = |this: &Self, error| Box::new(this.template_problem(error));
        // Every attempt renders with the same time and randomness: templates are rendered once a step.
        let now = (self.job.now_ms)();
        self.wait_for_password(run, request)?;
        self.learn_derived(&derived::sent(request), None);
        let random = self.random.here();
        let mut sent = self.rendered(request, now).map_err(|error| template(self, error))?;
        if let Some(problem) = self.sent_before(run.step, &sent.http) {
            return Err(problem);
        }
        let method = sent.http.method.clone();
        let policy = match self.works_once.iter().any(|value| value.is_in(&sent.http)) {
            true => Policy::once(),
            false => self.policy(run, request, &method).map_err(|error| template(self, error))?,
        };
        let until = self.retry_of(run, request).and_then(|retry| retry.until.as_ref());
        let changes = policy.attempts > 1 && self.calls_totp(request);
        let mut number = 0;
        loop {
            number += 1;
            if number > 1 && changes {
                self.passwords.begin_attempt();
                self.wait_for_password(run, request)?;
                self.learn_derived(&derived::sent(request), None);
                self.random.go_back(&random);
                sent = self.rendered(request, now).map_err(|error| template(self, error))?;
            }
            self.bound(&mut sent.http, run.cleanup);
            let started = self.job.ports.clock.monotonic();
            let (mut exchanged, result) = self.exchange(&sent, run);
            let duration = self.job.ports.clock.monotonic().saturating_sub(started);
            self.note_hops(&mut exchanged, run);
            let response = match result {
                Ok(response) => response,
                Err(error) => {
                    let unsent = exchanged.unsent;
                    if unsent {
                        let notes = self.give_back(run.index);
                        notes.into_iter().for_each(|note| run.outcome.note(note));
                        self.passwords.give_back();
                    }
                    let end = End::Broken { kind: error.kind, unsent };
                    let next = policy.next(number, end, self.time_left(run.cleanup));
                    let failed = self.not_received(run.step, &exchanged.request, error, duration);
                    match self.settle(run, &policy, failed, next, &method) {
                        Settled::Again => continue,
                        Settled::Decided => return Ok(None),
                    }
                }
            };
            let view = self.view(&response, &exchanged.request, &exchanged.followed);
            let asked = header(&response.headers, "retry-after")
                .and_then(|value| retry_after(value, self.job.ports.clock.now_ms()));
            let end = |pending| End::Answer { status: response.status, pending, retry_after: asked };
            let left = self.time_left(run.cleanup);
            let (first, next) = match until.map_or(Ok(None), |until| self.not_yet(until, &view)) {
                Err(error) => (Some(template(self, error)), Some(Next::Stop)),
                Ok(None) => (None, None),
                Ok(Some(mut problem)) => match policy.next(number, end(true), left) {
                    Next::Again(pause) => {
                        self.pending(run, request, &exchanged.request, &view, (*problem, duration));
                        if self.pause(pause, run.cleanup) {
                            continue;
                        }
                        run.outcome.attempts.pop();
                        let message = format!("{} while `until` was waited for", self.job.stop.why());
                        (Some(Box::new(Problem::new(Kind::Interrupted, message))), Some(Next::Stop))
                    }
                    next => {
                        if let Cause::Mismatch(mismatch) = &mut problem.cause
                            && let Observed::StillFalse { attempts, .. } = &mut mismatch.observed
                        {
                            *attempts = Some(number);
                        }
                        (Some(problem), Some(next))
                    }
                },
            };
            let first = first.map(|problem| *problem);
            let (judged, values) =
                self.received(run, request, &view, &exchanged, (&response, duration), first);
            let next = next.unwrap_or_else(|| match judged.verdict {
                Verdict::Passed => policy.next(number, End::Passed, left),
                _ => policy.next(number, end(false), left),
            });
            if let Settled::Again = self.settle(run, &policy, judged, next, &method) {
                continue;
            }
            self.keep(run, request, values);
            let Exchanged { request: last, followed, .. } = exchanged;
            let last = match last {
                Cow::Owned(last) => last,
                Cow::Borrowed(_) => sent.http,
            };
            return Ok(Some(Answer { sent: last, response, followed }));
        }
    }

    /// Keeps an attempt, and waits where another one follows.
    fn settle(
        &self,
        run: &mut StepRun<'_>,
        policy: &Policy,
        mut tried: crate::model::Attempt,
        next: Next,
        method: &str,
    ) -> Settled {
        match next {
            Next::Again(pause) => {
                run.push(tried, Standing::Retried);
                if self.pause(pause, run.cleanup) {
                    run.outcome.flaky |= !policy.expected;
                    return Settled::Again;
                }
                if let Some(last) = run.outcome.attempts.last_mut() {
                    last.standing = Standing::Decides;
                }
                return Settled::Decided;
            }
            Next::GiveUp(reason) => {
                if let (Some(why), Some(problem)) = (reason.text(method), tried.problems.first_mut()) {
                    problem.remarks.push(format!("not tried again: {why}"));
                }
            }
            Next::Stop => {}
        }
        run.push(tried, Standing::Decides);
        Settled::Decided
    }

    /// A response as expressions and matchers see it.
    pub fn view<'v>(
        &self,
        response: &'v HttpResponse,
        sent: &'v HttpRequest,
        followed: &'v Followed,
    ) -> ResponseView<'v> {
        let view = ResponseView::new(response, &sent.url).after(followed);
        view.with_max_json_values(self.job.options.max_json_values)
    }

    fn rendered(&self, wanted: &Request, now: i64) -> Result<Rendered, RenderError> {
        let frozen = move || now;
        let scope = Scope { now_ms: &frozen, ..self.scope() };
        request::render(wanted, &scope, self.job.options.max_body)
    }

    /// The policy that holds. A request with a one-time value is never sent again.
    fn retry_of<'r>(&self, run: &StepRun<'_>, request: &'r Request) -> Option<&'r Retry> {
        match &request.retry {
            Some(Section::Is(retry)) if !self.prepared.sends_one_time[run.index] => Some(retry),
            _ => None,
        }
    }

    fn policy(&self, run: &StepRun<'_>, request: &Request, method: &str) -> Result<Policy, RenderError> {
        let Some(retry) = self.retry_of(run, request) else { return Ok(Policy::once()) };
        let scope = self.scope();
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
            backoff: backoff
                .map_or(Ok(1.0), |factor| render::setting(factor, &scope, render::read_factor))?,
            max_wait: duration(&retry.max_wait, MAX_WAIT)?,
            on: retry.on.as_ref().map_or_else(|| vec![RetryOn::Connection], |on| on.value.clone()),
            idempotent: flag(&retry.idempotent)? || is_idempotent(method),
            expected: flag(&retry.expected)?,
        })
    }

    /// What `until` still waits for; nothing when it is true. What is missing in it counts as false.
    fn not_yet(
        &mut self,
        until: &Expression,
        view: &ResponseView<'_>,
    ) -> Result<Option<Box<Problem>>, RenderError> {
        let result = |this: &Self| {
            let mask = this.lazy_mask();
            let judging = Judge::new(Scope { response: Some(view), ..this.scope() }, &mask);
            expressions(&judging, std::slice::from_ref(until), Kind::Until).pop()
        };
        let mut found = result(self);
        if found.is_some() && self.learn_derived(&[Used::Expression(until)], Some(view)) {
            found = result(self);
        }
        match found {
            None => Ok(None),
            Some(Ok(mut finding)) => {
                finding.mismatch.observed = Observed::StillFalse { missing: None, attempts: None };
                Ok(Some(Box::new(of_finding(finding, &self.job.sources))))
            }
            Some(Err(error)) if error.missing => {
                let observed = Observed::StillFalse { missing: Some(error.message), attempts: None };
                let mismatch = Mismatch::new(until.raw.trim(), Rule::Boolean(true), observed);
                let finding = Finding { kind: Kind::Until, span: until.span, mismatch };
                Ok(Some(Box::new(of_finding(finding, &self.job.sources))))
            }
            Some(Err(error)) => Err(error),
        }
    }

    /// Waits; `false` when what comes after it is not to be done. An interruption ends the pauses of a cleanup as well,
    /// whose time is short then: after the one that is under way it goes on at once, and no other is made.
    pub fn pause(&self, pause: Duration, cleanup: bool) -> bool {
        let goes_on = cleanup && !self.job.stop.is_stopping();
        pause.is_zero() || self.job.ports.clock.sleep(pause) || goes_on
    }

    /// What is left where time is bounded: in a cleanup.
    pub fn time_left(&self, cleanup: bool) -> Option<Duration> {
        let left = self.cleanup_time().filter(|_| cleanup)?;
        Some(if self.job.stop.is_stopping() { left.min(CLEANUP_REQUEST) } else { left })
    }

    /// A cleanup has its own limits, and is not given up on an interruption.
    fn bound(&self, sent: &mut HttpRequest, cleanup: bool) {
        sent.interruptible = !cleanup;
        if let Some(left) = self.time_left(cleanup) {
            sent.timeout = sent.timeout.min(left);
        }
    }
}

/// Whether an attempt decided.
enum Settled {
    Again,
    Decided,
}

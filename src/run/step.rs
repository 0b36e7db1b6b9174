//! One step: `when`, `wait`, the request, captures, expectations, `say`.

use std::time::Duration;

use super::instance::{CLEANUP_REQUEST, Running};
use super::job::Detail;
use super::kept::{self, BodyView};
use super::problem::of_finding;
use crate::eval::capture::{Taken, capture};
use crate::eval::judge::{Judge, expressions, judge};
use crate::eval::mask::Mask;
use crate::eval::render::{self, RenderError};
use crate::eval::{ResponseView, mentions, request, walk};
use crate::model::value::Value;
use crate::model::{
    Action, Attempt, Captured, HttpRequest, HttpResponse, Kind, Problem, Request, Step, StepOutcome, Text,
    TransportError, Verdict,
};

impl Running<'_> {
    /// Runs a step; `index` counts cleanup behind steps.
    pub fn step(&mut self, index: usize, step: &Step, cleanup: bool) -> StepOutcome {
        let started = self.job.ports.clock.monotonic();
        let mut outcome = self.run_step(index, step, cleanup);
        outcome.duration = self.job.ports.clock.monotonic().saturating_sub(started);
        outcome
    }

    fn run_step(&mut self, index: usize, step: &Step, cleanup: bool) -> StepOutcome {
        if let Some(when) = &step.when {
            match walk::boolean(self.job.library.expression(when.id), &self.scope()) {
                Ok(true) => {}
                Ok(false) => {
                    return self.skipped(step, cleanup, format!("`when: {}` is false", when.raw.trim()));
                }
                Err(error) => {
                    let problem = self.template_problem(RenderError::new(error, &when.raw, when.span));
                    return self.errored(step, cleanup, problem);
                }
            }
        }
        if let Some(wait) = &step.wait {
            match render::setting(wait, &self.scope(), render::read_duration) {
                Ok(duration) => {
                    self.job.ports.clock.sleep(duration, !cleanup);
                }
                Err(error) => return self.errored(step, cleanup, self.template_problem(error)),
            }
        }
        for name in &self.prepared.one_time[index] {
            if let Err(problem) = self.take(name) {
                return self.errored(step, cleanup, *problem);
            }
        }
        let mut outcome = self.blank_step(step, cleanup);
        match &step.action {
            Action::Request(request) => self.request(index, step, request, &mut outcome),
            Action::Check(checks) => self.check(checks, &mut outcome),
        }
        if let Some(say) = &step.say {
            self.say(say, &mut outcome);
        }
        outcome.verdict = outcome.attempts.last().map_or(Verdict::Passed, |attempt| attempt.verdict);
        outcome
    }

    fn check(&self, checks: &[crate::model::Expression], outcome: &mut StepOutcome) {
        let mask = self.lazy_mask();
        let judging = Judge { scope: self.scope(), mask: &mask };
        let mut problems: Vec<Problem> = expressions(&judging, checks, Kind::Check)
            .into_iter()
            .map(|result| self.problem(result))
            .collect();
        problems.iter_mut().for_each(|problem| kept::mask_problem(problem, mask.get(), BodyView::Text));
        outcome.attempts.push(attempt(None, problems, Vec::new(), Duration::ZERO));
    }

    fn request(&mut self, index: usize, step: &Step, request: &Request, outcome: &mut StepOutcome) {
        let started = self.job.ports.clock.monotonic();
        self.learn_derived(request);
        let mut sent = match request::render(request, &self.scope(), self.job.options.max_body) {
            Ok(sent) => sent,
            Err(error) => {
                let problem = self.template_problem(error);
                outcome.attempts.push(attempt(None, vec![problem], Vec::new(), Duration::ZERO));
                return;
            }
        };
        self.bound(&mut sent, outcome.cleanup);
        let result = self.job.ports.http.send(&sent);
        let duration = self.job.ports.clock.monotonic().saturating_sub(started);
        let attempt = match result {
            Ok(response) => self.received(step, request, &sent, &response, duration, outcome),
            Err(error) => {
                if error.unsent() {
                    let notes = self.give_back(index);
                    outcome.notes.extend(notes);
                }
                self.not_received(step, &sent, error, duration)
            }
        };
        outcome.attempts.push(attempt);
    }

    /// A cleanup has its own limits, and is not given up on an interruption.
    fn bound(&self, sent: &mut HttpRequest, cleanup: bool) {
        sent.interruptible = !cleanup;
        if let Some(left) = self.cleanup_time().filter(|_| cleanup) {
            sent.timeout = sent.timeout.min(left);
            if self.job.stop.is_stopping() {
                sent.timeout = sent.timeout.min(CLEANUP_REQUEST);
            }
        }
    }

    fn not_received(
        &self,
        step: &Step,
        sent: &HttpRequest,
        error: TransportError,
        duration: Duration,
    ) -> Attempt {
        let span = match &step.action {
            Action::Request(request) => request.url.text.span,
            Action::Check(_) => step.name.span,
        };
        let mask = self.exchange_mask(sent, None);
        let mut problem = Problem::new(error.kind, error.message);
        problem.source = Some(super::problem::source_frame(&self.job.sources, span));
        kept::mask_problem(&mut problem, &mask, BodyView::Text);
        let exchange = kept::detailed(sent, None, error.timings, &mask, BodyView::Text);
        attempt(Some(exchange), vec![problem], Vec::new(), duration)
    }

    fn received(
        &mut self,
        step: &Step,
        request: &Request,
        sent: &HttpRequest,
        response: &HttpResponse,
        duration: Duration,
        outcome: &mut StepOutcome,
    ) -> Attempt {
        let view = ResponseView::new(response, &sent.url);
        let (values, missed) = self.captures(request, &view);
        // What was captured as secret is masked in the findings about the very response that brought it.
        for (name, value) in &values {
            if self.prepared.secret.contains(name) {
                self.add_secret(name, value);
                if value.as_str().is_some_and(|text| text.chars().count() < crate::eval::mask::SHORTEST) {
                    outcome.notes.push(format!(
                        "the secret `{name}` has fewer than four characters: it is masked where it is known to stand only"
                    ));
                }
            }
        }
        let secret_missed = missed.iter().any(|(name, _)| self.prepared.secret.contains(name));
        let body_view = if secret_missed { BodyView::Shape } else { BodyView::Text };
        let (mut problems, mask) = self.judge(step, request, &view, sent);
        self.add_missed(missed, &mut problems, outcome);
        let everything = self.job.options.detail == Detail::All;
        let exchange = if problems.is_empty() && !everything {
            kept::brief(sent, &view, response.timings)
        } else {
            let mask = mask.unwrap_or_else(|| self.exchange_mask(sent, Some(&view)));
            problems.iter_mut().for_each(|problem| kept::mask_problem(problem, &mask, body_view));
            outcome.notes.iter_mut().for_each(|note| mask.apply_to(note));
            kept::detailed(sent, Some(&view), response.timings, &mask, body_view)
        };
        let captured = if everything { self.shown_captures(&values) } else { Vec::new() };
        for (name, value) in values {
            self.variables.set(name, value);
        }
        attempt(Some(exchange), problems, captured, duration)
    }

    /// Evaluates every capture with the names as they were before; what found nothing comes back beside.
    #[allow(clippy::type_complexity)]
    fn captures(
        &self,
        request: &Request,
        view: &ResponseView<'_>,
    ) -> (Vec<(std::sync::Arc<str>, Value)>, Vec<(std::sync::Arc<str>, Problem)>) {
        let mask = self.lazy_mask();
        let judging = Judge { scope: self.scope(), mask: &mask };
        let mut values = Vec::with_capacity(request.capture.len());
        let mut missed = Vec::new();
        for wanted in &request.capture {
            let name = wanted.name.value.clone();
            match capture(&judging, wanted, view) {
                Ok(Taken::Value(value)) => values.push((name, value)),
                Ok(Taken::Missing(finding)) => missed.push((name, of_finding(*finding, &self.job.sources))),
                Err(error) => missed.push((name, super::problem::of_render_error(error, &self.job.sources))),
            }
        }
        (values, missed)
    }

    fn judge(
        &self,
        step: &Step,
        request: &Request,
        view: &ResponseView<'_>,
        sent: &HttpRequest,
    ) -> (Vec<Problem>, Option<Mask>) {
        let secrets = self.lazy_mask();
        let judging = Judge { scope: self.scope(), mask: &secrets };
        let findings = judge(&judging, &request.expect, view, step.name.span);
        if findings.is_empty() {
            return (Vec::new(), None);
        }
        let problems = findings.into_iter().map(|finding| self.problem(finding)).collect();
        (problems, Some(self.exchange_mask(sent, Some(view))))
    }

    /// A capture that found nothing fails the step; where its status failed already, that is only a note.
    fn add_missed(
        &self,
        missed: Vec<(std::sync::Arc<str>, Problem)>,
        problems: &mut Vec<Problem>,
        outcome: &mut StepOutcome,
    ) {
        let status_failed = problems.iter().any(|problem| problem.kind == Kind::Status);
        for (name, problem) in missed {
            let told =
                problem.kind == Kind::NotJson && problems.iter().any(|other| other.kind == Kind::NotJson);
            if (status_failed && problem.kind.verdict() == Verdict::Failed) || told {
                outcome.notes.push(format!("`{name}` was not captured"));
            } else {
                problems.push(problem);
            }
        }
    }

    fn problem(&self, finding: Result<crate::eval::judge::Finding, RenderError>) -> Problem {
        match finding {
            Ok(finding) => of_finding(finding, &self.job.sources),
            Err(error) => super::problem::of_render_error(error, &self.job.sources),
        }
    }

    /// The mask for one exchange: what is secret by name, and what stands in its secret headers.
    fn exchange_mask(&self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) -> Mask {
        let by_place = kept::header_secrets(sent, view);
        let dynamic = self.secrets.iter().chain(&by_place);
        self.prepared.known.and(&Mask::new(dynamic.map(|(name, value)| (name, value.as_str()))))
    }

    /// What an expression makes of a secret (a hash, a signature) is secret too.
    fn learn_derived(&mut self, request: &Request) {
        let mut derived = Vec::new();
        let library = &self.job.library;
        request.visit_sent(&mut |used, _| {
            let crate::model::visit::Used::Text(Text { template: Some(id), .. }) = used else { return };
            for slot in library.template(*id).slots() {
                if matches!(slot.expr.node, crate::lang::Node::Var(_)) {
                    continue;
                }
                let secret = |name: &str| self.prepared.secret.contains(name);
                if let Some(name) = mentions(&slot.expr, &secret)
                    && let Ok(value) = walk::value(&slot.expr, &self.scope())
                {
                    derived.push((name.clone(), value.into_owned()));
                }
            }
        });
        for (name, value) in derived {
            self.add_secret(&name, &value);
        }
    }

    fn shown_captures(&self, values: &[(std::sync::Arc<str>, Value)]) -> Vec<Captured> {
        let mask = self.mask();
        values
            .iter()
            .map(|(name, value)| {
                let mut shown = crate::eval::show::json(value, &mask);
                if self.prepared.secret.contains(name) {
                    shown.text = format!("[secret:{name}]");
                }
                Captured { name: name.clone(), value: shown }
            })
            .collect()
    }

    fn say(&self, say: &Text, outcome: &mut StepOutcome) {
        let passed = outcome.attempts.last().is_none_or(|attempt| attempt.verdict == Verdict::Passed);
        match render::string(say, &self.scope()) {
            Ok(text) => outcome.said = Some(self.lazy_mask().apply(&text).into_owned()),
            // What `say` needs was not captured: the failure that explains it is told already.
            Err(_) if !passed => {}
            Err(error) => {
                let problem = self.template_problem(error);
                if let Some(attempt) = outcome.attempts.last_mut() {
                    attempt.verdict = Verdict::Errored;
                    attempt.problems.push(problem);
                }
            }
        }
    }
}

fn attempt(
    exchange: Option<crate::model::Exchange>,
    problems: Vec<Problem>,
    captures: Vec<Captured>,
    duration: Duration,
) -> Attempt {
    let verdict = problems.iter().map(|problem| problem.kind.verdict()).max().unwrap_or(Verdict::Passed);
    Attempt { verdict, exchange, problems, expectations: Vec::new(), captures, duration }
}

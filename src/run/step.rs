//! One step: `when`, `wait`, the request, captures, expectations, `say`.

use std::time::Duration;

use super::exchange::Exchanged;
use super::instance::{CLEANUP_REQUEST, Running};
use super::job::Detail;
use super::kept::{self, BodyView};
use super::problem::of_finding;
use crate::eval::capture::{Taken, capture};
use crate::eval::judge::{Judge, expressions, judge};
use crate::eval::mask::{LazyMask, Mask};
use crate::eval::render::{self, RenderError};
use crate::eval::{ResponseView, mentions, request, walk};
use crate::model::value::Value;
use crate::model::{
    Action, Attempt, Captured, HttpRequest, HttpResponse, Kind, Problem, Request, Source, Step, StepOutcome,
    Text, TransportError, Verdict,
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
        let mask = LazyMask::new(&self.secrets);
        let judging = Judge::new(self.scope(), &mask);
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
        let mut rendered = match request::render(request, &self.scope(), self.job.options.max_body) {
            Ok(rendered) => rendered,
            Err(error) => {
                let problem = self.template_problem(error);
                outcome.attempts.push(attempt(None, vec![problem], Vec::new(), Duration::ZERO));
                return;
            }
        };
        self.bound(&mut rendered.http, outcome.cleanup);
        let mut exchanged = self.exchange(rendered, index);
        let duration = self.job.ports.clock.monotonic().saturating_sub(started);
        if !exchanged.hops.is_empty() {
            let mask = self.exchange_mask(&exchanged.request, None);
            exchanged.hops.iter_mut().for_each(|hop| mask.apply_to(hop));
            outcome.notes.append(&mut exchanged.hops);
        }
        if exchanged.unsent() {
            let notes = self.give_back(index);
            outcome.notes.extend(notes);
        }
        let attempt = match &exchanged.result {
            Ok(response) => self.received(step, request, &exchanged, response, duration, outcome),
            Err(error) => self.not_received(step, &exchanged.request, error.clone(), duration),
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
        exchanged: &Exchanged,
        response: &HttpResponse,
        duration: Duration,
        outcome: &mut StepOutcome,
    ) -> Attempt {
        let sent = &exchanged.request;
        let view = ResponseView::new(response, &sent.url)
            .after(&exchanged.followed)
            .with_max_json_values(self.job.options.max_json_values);
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
        // What was looked for in the body may stand in it under another name; a header or cookie that is not there does not.
        let secret_missed = request.capture.iter().any(|capture| {
            let name = &capture.name.value;
            let of_body = !matches!(capture.source, Source::Cookie(_) | Source::Header(_));
            of_body && self.prepared.secret.contains(name) && missed.iter().any(|(other, _)| other == name)
        });
        let body_view = if secret_missed { BodyView::Shape } else { BodyView::Text };
        let (mut problems, mask) = match &exchanged.stopped {
            // A redirect that could not be followed is no response to be judged.
            Some(stopped) => (vec![self.at_url(stopped.clone(), request)], None),
            None => self.judge(step, request, &view, sent),
        };
        self.add_missed(missed, &mut problems, exchanged.stopped.is_some(), outcome);
        self.note_repeated_keys(&view, sent, outcome);
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

    /// A problem of the request as a whole, pointed at its URL.
    fn at_url(&self, mut problem: Problem, request: &Request) -> Problem {
        problem.source = Some(super::problem::source_frame(&self.job.sources, request.url.text.span));
        problem
    }

    /// Of a key that an object has twice only the last value was judged.
    fn note_repeated_keys(&self, view: &ResponseView<'_>, sent: &HttpRequest, outcome: &mut StepOutcome) {
        let repeated = view.json_if_read().map_or(&[][..], |json| json.repeated());
        if repeated.is_empty() {
            return;
        }
        let keys: Vec<String> = repeated.iter().map(|key| format!("`{key}`")).collect();
        let mut note = format!(
            "the body has a key twice in one object ({}): the last value counts, the others were not looked at",
            keys.join(", ")
        );
        self.exchange_mask(sent, Some(view)).apply_to(&mut note);
        outcome.notes.push(note);
    }

    /// Evaluates every capture with the names as they were before; what found nothing comes back beside.
    #[allow(clippy::type_complexity)]
    fn captures(
        &self,
        request: &Request,
        view: &ResponseView<'_>,
    ) -> (Vec<(std::sync::Arc<str>, Value)>, Vec<(std::sync::Arc<str>, Problem)>) {
        let mask = LazyMask::new(&self.secrets);
        let judging = Judge::new(self.scope(), &mask);
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
        let secrets = LazyMask::new(&self.secrets);
        let judging = Judge::new(self.scope(), &secrets);
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
        stopped: bool,
        outcome: &mut StepOutcome,
    ) {
        let status_failed = problems.iter().any(|problem| problem.kind == Kind::Status);
        for (name, problem) in missed {
            let told = matches!(problem.kind, Kind::NotJson | Kind::Limit)
                && problems.iter().any(|other| other.message == problem.message);
            if ((status_failed || stopped) && problem.kind.verdict() == Verdict::Failed) || told {
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
        Mask::new(self.secrets.iter().chain(&by_place).map(|(name, value)| (name, value.as_str())))
    }

    /// What an expression makes of a secret (a hash, a signature) is secret too.
    pub(super) fn learn_derived(&mut self, request: &Request) {
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
            Ok(text) if self.secrets.is_empty() => outcome.said = Some(text),
            Ok(text) => outcome.said = Some(self.mask().apply(&text).into_owned()),
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

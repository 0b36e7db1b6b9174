//! One answer: what is captured from it, how it is judged, what is kept of it.

use std::sync::Arc;
use std::time::Duration;

use super::conform;
use super::exchange::Exchanged;
use super::instance::Running;
use super::job::Detail;
use super::judged::Judged;
use super::placed::placed_secrets;
use super::problem::{of_finding, of_render_error, source_frame};
use super::redaction::{self, BodyView};
use super::step::{StepRun, attempt};
use crate::conform::{self as contract, finding};
use crate::eval::ResponseView;
use crate::eval::capture::{Taken, capture};
use crate::eval::judge::{Finding, Judge};
use crate::eval::mask::{Mask, SHORTEST};
use crate::eval::render::RenderError;
use crate::model::value::Value;
use crate::model::{
    Action, Attempt, Captured, HttpRequest, HttpResponse, Kind, Note, Problem, Request, Source, Standing,
    Step, TransportError, Verdict,
};

/// Captured values by name.
type Values = Vec<(Arc<str>, Value)>;

/// What was looked for by the captures of a step.
struct Taking {
    values: Values,
    missed: Vec<(Arc<str>, Problem)>,
    view: BodyView,
}

impl Running<'_> {
    /// No whole answer came.
    pub fn not_received(
        &mut self,
        step: &Step,
        sent: &HttpRequest,
        error: TransportError,
        duration: Duration,
    ) -> Attempt {
        let span = match &step.action {
            Action::Request(request) => request.url.text.span,
            Action::Check(_) | Action::Use(_) => step.name.span,
        };
        let mask = self.exchange_mask(sent, None);
        let message = match error.kind {
            Kind::Interrupted => format!("{}: {}", error.message, self.job.stop.why()),
            _ => error.message,
        };
        let mut problem = Problem::new(error.kind, message);
        problem.source = Some(source_frame(&self.job.sources, span));
        redaction::mask_problem(&mut problem, &mask, BodyView::Text);
        let exchange = redaction::detailed(sent, None, *error.timings, &mask, BodyView::Text);
        self.remember_placed(sent, None);
        attempt(Some(exchange), vec![problem], duration)
    }

    /// Judges an answer. `first` is a problem that is told before all others. The captured values come back beside:
    /// only those of the attempt that decides count.
    pub fn received(
        &mut self,
        run: &mut StepRun<'_>,
        request: &Request,
        view: &ResponseView<'_>,
        exchanged: &Exchanged<'_>,
        (response, duration): (&HttpResponse, Duration),
        first: Option<Problem>,
    ) -> (Attempt, Values) {
        let sent = &*exchanged.request;
        let Taking { values, missed, view: body_view } = self.captures(request, view, run);
        let mut judged = match &exchanged.stopped {
            // A redirect that could not be followed is no response to be judged.
            Some(stopped) => {
                let source = Some(source_frame(&self.job.sources, request.url.text.span));
                Judged { problems: vec![Problem { source, ..stopped.clone() }], ..Judged::default() }
            }
            None => {
                let (failed, noted) = self.conform(request, view, sent);
                self.note_deviations(&noted, request, (sent, view), body_view, run);
                self.judge_answer(run, request, view, &failed)
            }
        };
        judged.problems.splice(0..0, first);
        add_missed(missed, &mut judged.problems, exchanged.stopped.is_some(), run);
        if exchanged.stopped.is_none() {
            self.judge_snapshot(run, request, view, sent, &mut judged);
        }
        self.note_repeated_keys(view, sent, run);
        let Judged { mut problems, mut expectations } = judged;
        let detail = self.job.options.detail;
        let everything = detail != Detail::Failures;
        let mask = (everything || !problems.is_empty()).then(|| self.exchange_mask(sent, Some(view)));
        let exchange = match &mask {
            None => redaction::brief(sent, view, response.timings),
            Some(mask) if problems.is_empty() && detail == Detail::Heads => {
                redaction::heads(sent, view, response.timings, mask)
            }
            Some(mask) => {
                problems.iter_mut().for_each(|problem| redaction::mask_problem(problem, mask, body_view));
                run.outcome.notes.iter_mut().for_each(|note| redaction::mask_note(note, mask));
                redaction::detailed(sent, Some(view), response.timings, mask, body_view)
            }
        };
        let mut attempt = attempt(Some(exchange), problems, duration);
        if let Some(mask) = mask.filter(|_| everything) {
            attempt.captures = self.shown_captures(&values, body_view);
            expectations.iter_mut().for_each(|one| redaction::mask_expectation(one, &mask, body_view));
            attempt.expectations = expectations;
        }
        self.remember_placed(sent, Some(view));
        (attempt, values)
    }

    /// Deviations that are no failures.
    fn note_deviations(
        &self,
        noted: &contract::Judged,
        request: &Request,
        (sent, view): (&HttpRequest, &ResponseView<'_>),
        body_view: BodyView,
        run: &mut StepRun<'_>,
    ) {
        for found in &noted.found {
            let mask = self.exchange_mask(sent, Some(view));
            let mut mismatch = finding(found, conform::span(request), &mask).mismatch;
            redaction::mask_mismatch(Kind::Openapi, &mut mismatch, &mask, body_view);
            run.outcome.note(Note::Deviation(mismatch.into()));
        }
    }

    /// Of a key that an object has twice only the last value was judged.
    fn note_repeated_keys(&self, view: &ResponseView<'_>, sent: &HttpRequest, run: &mut StepRun<'_>) {
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
        run.outcome.note(note);
    }

    /// Keeps an answer that `until` does not accept yet: it is not judged.
    pub fn pending(
        &mut self,
        run: &mut StepRun<'_>,
        request: &Request,
        sent: &HttpRequest,
        view: &ResponseView<'_>,
        (mut problem, duration): (Problem, Duration),
    ) {
        // Taken for the mask only: the next answer brings the values that count.
        let taking = self.captures(request, view, run);
        let mask = self.exchange_mask(sent, Some(view));
        redaction::mask_problem(&mut problem, &mask, taking.view);
        let timings = crate::model::Timings { total: view.duration, ..Default::default() };
        let exchange = match self.job.options.detail {
            Detail::All => redaction::detailed(sent, Some(view), timings, &mask, taking.view),
            Detail::Heads => redaction::heads(sent, view, timings, &mask),
            Detail::Failures => redaction::brief(sent, view, timings),
        };
        let pending = attempt(Some(exchange), vec![problem], duration);
        run.push(Attempt { verdict: Verdict::Skipped, ..pending }, Standing::Pending);
        self.remember_placed(sent, Some(view));
    }

    /// Gives captured names their values; those of `append` are joined over the rounds of the step.
    pub fn keep(&mut self, run: &mut StepRun<'_>, request: &Request, values: Values) {
        for (name, value) in values {
            let append = request.capture.iter().any(|capture| capture.append && capture.name.value == name);
            if !append {
                self.variables.set(name, value);
                continue;
            }
            let at = match run.appended.iter().position(|(other, _)| *other == name) {
                Some(at) => at,
                None => {
                    run.appended.push((name.clone(), Vec::new()));
                    run.appended.len() - 1
                }
            };
            let joined = &mut run.appended[at].1;
            match value {
                Value::Array(items) => joined.extend(items),
                other => joined.push(other),
            }
            self.variables.set(name, joined.clone().into());
        }
    }

    /// Evaluates every capture with the names as they were before. What was captured as secret is masked in the
    /// findings about the very response that brought it.
    fn captures(&mut self, request: &Request, view: &ResponseView<'_>, run: &mut StepRun<'_>) -> Taking {
        let (mut values, mut missed) = (Vec::with_capacity(request.capture.len()), Vec::new());
        {
            let mask = self.lazy_mask();
            let judging = Judge { namespaces: &request.namespaces, ..Judge::new(self.scope(), &mask) };
            for wanted in &request.capture {
                let name = wanted.name.value.clone();
                match capture(&judging, wanted, view) {
                    Ok(Taken::Value(value)) => values.push((name, value)),
                    Ok(Taken::Missing(finding)) => {
                        missed.push((name, of_finding(*finding, &self.job.sources)));
                    }
                    Err(error) => missed.push((name, of_render_error(error, &self.job.sources))),
                }
            }
        }
        for (name, value) in &values {
            if !self.prepared.secret.contains(name) {
                continue;
            }
            self.add_secret(name, value);
            if value.as_str().is_some_and(|text| text.chars().count() < SHORTEST) {
                let note = format!(
                    "the secret `{name}` has fewer than four characters: it is masked where it is known to stand only"
                );
                run.outcome.note(note);
            }
        }
        // What was looked for in the body may stand in it under another name; a header or cookie that is not there does not.
        let secret_missed = request.capture.iter().any(|capture| {
            let name = &capture.name.value;
            let of_body = !matches!(capture.source, Source::Cookie(_) | Source::Header(_));
            of_body && self.prepared.secret.contains(name) && missed.iter().any(|(other, _)| other == name)
        });
        Taking { values, missed, view: if secret_missed { BodyView::Shape } else { BodyView::Text } }
    }

    /// A finding with its place.
    pub fn problem(&self, finding: Result<Finding, RenderError>) -> Problem {
        match finding {
            Ok(finding) => of_finding(finding, &self.job.sources),
            Err(error) => of_render_error(error, &self.job.sources),
        }
    }

    /// The mask for one exchange: what is secret by name, and what stands in its secret headers.
    pub fn exchange_mask(&self, sent: &HttpRequest, view: Option<&ResponseView<'_>>) -> Mask {
        let mut here = placed_secrets(sent, view);
        here.retain(|(_, value)| !self.secrets.iter().chain(&self.placed).any(|(_, known)| known == value));
        let here = Mask::new(here.iter().map(|(name, value)| (name, value.as_str())));
        self.lazy_mask().get().and(&here)
    }

    fn shown_captures(&self, values: &[(Arc<str>, Value)], view: BodyView) -> Vec<Captured> {
        let mask = self.lazy_mask();
        values
            .iter()
            .map(|(name, value)| {
                let mut shown = crate::eval::display::json(value, mask.get());
                if self.prepared.secret.contains(name) {
                    shown.text = format!("[secret:{name}]");
                } else if view == BodyView::Shape {
                    redaction::hide_value(&mut shown);
                }
                Captured { name: name.clone(), value: shown }
            })
            .collect()
    }
}

/// A capture that found nothing fails the step; where its status failed already, that is only a note.
fn add_missed(
    missed: Vec<(Arc<str>, Problem)>,
    problems: &mut Vec<Problem>,
    stopped: bool,
    run: &mut StepRun<'_>,
) {
    let status_failed = problems.iter().any(|problem| problem.kind == Kind::Status);
    for (name, problem) in missed {
        let told = matches!(problem.kind, Kind::NotJson | Kind::Xml | Kind::Limit)
            && problems.iter().any(|other| other.repeats(&problem));
        if ((status_failed || stopped) && problem.kind.verdict() == Verdict::Failed) || told {
            run.outcome.note(format!("`{name}` was not captured"));
        } else {
            problems.push(problem);
        }
    }
}

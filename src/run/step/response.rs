//! One response: how it is judged, and what reports show of it.

use std::time::Duration;

use super::captures::{Captures, Values, add_missed, evaluate_captures, shown_captures};
use super::conformance::{self, judge_exchange};
use super::exchange::Exchanged;
use super::step_run::{StepRun, attempt};
use crate::eval::ResponseView;
use crate::model::{
    Action, Attempt, AttemptRole, HttpRequest, HttpResponse, Kind, Note, Problem, Request, Step, Timings,
    TransportError, Verdict,
};
use crate::openapi::{self as contract, finding};
use crate::run::instance::running::Running;
use crate::run::job::Detail;
use crate::run::judged::Judged;
use crate::run::problem::source_frame;
use crate::run::redaction::{self, BodyView};
use crate::run::secrets::Secrets;

/// The attempt of a request that got no complete response.
pub fn no_response(
    running: &mut Running<'_>,
    step: &Step,
    sent: &HttpRequest,
    error: TransportError,
    duration: Duration,
) -> Attempt {
    let span = match &step.action {
        Action::Request(request) => request.url.text.span,
        Action::Check(_) | Action::Use(_) => step.name.span,
    };
    let mask = running.exchange_mask(sent, None);
    let message = match error.kind {
        Kind::Interrupted => format!("{}: {}", error.message, running.job.cancellation.why()),
        _ => error.message,
    };
    let mut problem = Problem::new(error.kind, message);
    problem.source = Some(source_frame(&running.job.sources, span));
    redaction::mask_problem(&mut problem, &mask, BodyView::Text);
    let exchange = redaction::detailed(sent, None, *error.timings, &mask, BodyView::Text);
    running.state.secrets.add_exchange(sent, None);
    attempt(Some(exchange), vec![problem], duration)
}

/// Judges a response. `first` is a problem that is reported before all others. Also returns the captured values: store
/// those of the final attempt only.
pub fn judge_response(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    request: &Request,
    view: &ResponseView<'_>,
    exchanged: &Exchanged<'_>,
    (response, duration): (&HttpResponse, Duration),
    first: Option<Problem>,
) -> (Attempt, Values) {
    let sent = &*exchanged.request;
    let Captures { values, missed, view: body_view } = evaluate_captures(running, request, view, run);
    let mut judged = match &exchanged.stopped {
        // A redirect that could not be followed is no response to be judged.
        Some(stopped) => {
            let source = Some(source_frame(&running.job.sources, request.url.text.span));
            Judged { problems: vec![Problem { source, ..stopped.clone() }], ..Judged::default() }
        }
        None => {
            let (failed, noted) = judge_exchange(running, request, view, sent);
            note_deviations(running, &noted, request, (sent, view), body_view, run);
            running.judge_answer(run, request, view, &failed)
        }
    };
    judged.problems.splice(0..0, first);
    add_missed(missed, &mut judged.problems, exchanged.stopped.is_some(), run);
    if exchanged.stopped.is_none() {
        running.judge_snapshot(run, request, view, sent, &mut judged);
    }
    note_repeated_keys(&running.state.secrets, view, sent, run);
    note_replaced_characters(view, run);
    let Judged { mut problems, mut expectations } = judged;
    let detail = running.job.options.detail;
    let everything = detail != Detail::Failures;
    let mask = (everything || !problems.is_empty()).then(|| running.exchange_mask(sent, Some(view)));
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
        attempt.captures = shown_captures(&running.state, &values, body_view);
        expectations.iter_mut().for_each(|one| redaction::mask_expectation(one, &mask, body_view));
        attempt.expectations = expectations;
    }
    running.state.secrets.add_exchange(sent, Some(view));
    (attempt, values)
}

/// Adds an attempt whose response `until` does not accept yet: it is not judged.
pub fn keep_pending(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    request: &Request,
    sent: &HttpRequest,
    view: &ResponseView<'_>,
    (mut problem, duration): (Problem, Duration),
) {
    // Evaluated for the mask only: the next response brings the values that count.
    let captures = evaluate_captures(running, request, view, run);
    let mask = running.exchange_mask(sent, Some(view));
    redaction::mask_problem(&mut problem, &mask, captures.view);
    let timings = Timings { total: view.duration, ..Default::default() };
    let exchange = match running.job.options.detail {
        Detail::All => redaction::detailed(sent, Some(view), timings, &mask, captures.view),
        Detail::Heads => redaction::heads(sent, view, timings, &mask),
        Detail::Failures => redaction::brief(sent, view, timings),
    };
    let pending = attempt(Some(exchange), vec![problem], duration);
    run.push(Attempt { verdict: Verdict::Skipped, ..pending }, AttemptRole::Pending);
    running.state.secrets.add_exchange(sent, Some(view));
}

/// Deviations from the OpenAPI document that are no failures.
fn note_deviations(
    running: &Running<'_>,
    noted: &contract::Judged,
    request: &Request,
    (sent, view): (&HttpRequest, &ResponseView<'_>),
    body_view: BodyView,
    run: &mut StepRun<'_>,
) {
    for found in &noted.found {
        let mask = running.exchange_mask(sent, Some(view));
        let mut mismatch = finding(found, conformance::span(request), &mask).mismatch;
        redaction::mask_mismatch(Kind::Openapi, &mut mismatch, &mask, body_view);
        run.outcome.note(Note::Deviation(mismatch.into()));
    }
}

/// What was judged is not quite what was received.
fn note_replaced_characters(view: &ResponseView<'_>, run: &mut StepRun<'_>) {
    let Some(body) = view.json_if_read() else { return };
    let what = match (body.has_replaced(), view.is_utf8()) {
        (true, _) => "an escape sequence with a lone surrogate",
        (false, false) => "bytes that are not UTF-8",
        (false, true) => return,
    };
    run.outcome.note(format!("the body contains {what}: read as U+FFFD"));
}

/// Of a key that an object has twice only the last value was judged.
fn note_repeated_keys(secrets: &Secrets, view: &ResponseView<'_>, sent: &HttpRequest, run: &mut StepRun<'_>) {
    let repeated = view.json_if_read().map_or(&[][..], |json| json.duplicate_keys());
    if repeated.is_empty() {
        return;
    }
    let keys: Vec<String> = repeated.iter().map(|key| format!("`{key}`")).collect();
    let mut note = format!(
        "the body contains duplicate keys in one object ({}): only the last value was used",
        keys.join(", ")
    );
    secrets.exchange_mask(sent, Some(view)).apply_to(&mut note);
    run.outcome.note(note);
}

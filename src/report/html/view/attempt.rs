//! A try of a step.

use serde::Serialize;

use super::call::Call;
use super::problem::{Trouble, Worth};
use crate::model::units::show_duration;
use crate::model::{Attempt, AttemptRole, DisplayValue, Expectation, Kind, StepOutcome, Verdict};
use crate::report::text::{expected_value, one_line};
use crate::source::Location;

/// So many characters of a value stand in a table.
const LONGEST: usize = 300;

/// A try.
#[derive(Debug, Serialize)]
pub struct Try {
    title: String,
    verdict: &'static str,
    standing: &'static str,
    folded: bool,
    duration: String,
    problems: Vec<Trouble>,
    /// What went wrong is about headers: they are shown at once.
    headers_open: bool,
    expectations: Vec<Held>,
    /// All of them do.
    hold: bool,
    captures: Vec<(String, Worth)>,
    call: Option<Call>,
}

/// An expectation.
#[derive(Debug, Serialize)]
struct Held {
    verdict: &'static str,
    result: &'static str,
    /// Unless what it looks at says it already.
    kind: Option<&'static str>,
    target: String,
    operator: String,
    expected: Option<String>,
    actual: Option<String>,
    place: Option<String>,
}

impl Try {
    /// One of `all` tries of an element and round.
    pub fn new(step: &StepOutcome, attempt: &Attempt, index: usize, all: usize) -> Self {
        let mut title = Vec::new();
        title.extend(step.label(attempt).map(one_line));
        title.extend(attempt.round.map(|round| format!("round {round}")));
        if all > 1 {
            title.push(format!("attempt {} of {all}", index + 1));
        }
        let standing = match attempt.role {
            AttemptRole::Final => "",
            AttemptRole::Retried => "retried",
            AttemptRole::Pending => "not ready yet",
        };
        let (tried, decides) = (step.attempts.len() > 1, attempt.role == AttemptRole::Final);
        Try {
            title: title.join(", "),
            verdict: attempt.verdict.as_str(),
            standing,
            folded: tried && !(decides && attempt.verdict > Verdict::Passed),
            duration: show_duration(attempt.duration),
            problems: attempt.problems.iter().map(Trouble::from).collect(),
            headers_open: attempt.problems.iter().any(|problem| about_headers(problem.kind)),
            expectations: attempt.expectations.iter().map(Held::from).collect(),
            hold: attempt.expectations.iter().all(|one| one.verdict == Verdict::Passed),
            captures: attempt
                .captures
                .iter()
                .map(|captured| (one_line(&captured.name), Worth::from(&captured.value)))
                .collect(),
            call: attempt.exchange.as_ref().map(Call::from),
        }
    }
}

/// The beginning of a value: whole it stands in the body, or with what went wrong.
fn short(value: &DisplayValue) -> String {
    let text = one_line(&value.text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn about_headers(kind: Kind) -> bool {
    matches!(kind, Kind::Header | Kind::Cookie | Kind::Redirects)
}

impl From<&Expectation> for Held {
    fn from(expectation: &Expectation) -> Self {
        let place = |at: &Location| format!("{}:{}", one_line(&at.path), at.line);
        Held {
            verdict: expectation.verdict.as_str(),
            result: match expectation.verdict {
                Verdict::Passed => "holds",
                Verdict::Failed => "is false",
                Verdict::Errored | Verdict::Skipped => "unknown",
            },
            kind: Some(expectation.kind.as_str()).filter(|kind| !expectation.target.contains(kind)),
            target: one_line(&expectation.target),
            operator: one_line(&expectation.operator),
            expected: expected_value(expectation).as_deref().map(short),
            actual: expectation.actual.as_ref().map(short),
            place: expectation.location.as_ref().map(place),
        }
    }
}

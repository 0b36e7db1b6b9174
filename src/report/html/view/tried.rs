//! A try of a step.

use serde::Serialize;

use super::call::Call;
use super::trouble::{Trouble, Worth};
use crate::model::units::show_duration;
use crate::model::{Attempt, Expectation, Kind, Standing, StepOutcome, Verdict};
use crate::report::text::one_line;
use crate::source::Location;

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
    captures: Vec<(String, Worth)>,
    call: Option<Call>,
}

/// An expectation.
#[derive(Debug, Serialize)]
struct Held {
    holds: bool,
    kind: &'static str,
    target: String,
    operator: String,
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
        let standing = match attempt.standing {
            Standing::Decides => "",
            Standing::Retried => "was tried again",
            Standing::Pending => "not ready yet",
        };
        let (tried, decides) = (step.attempts.len() > 1, attempt.standing == Standing::Decides);
        Try {
            title: title.join(", "),
            verdict: attempt.verdict.as_str(),
            standing,
            folded: tried && !(decides && attempt.verdict > Verdict::Passed),
            duration: show_duration(attempt.duration),
            problems: attempt.problems.iter().map(Trouble::from).collect(),
            headers_open: attempt.problems.iter().any(|problem| about_headers(problem.kind)),
            expectations: attempt.expectations.iter().map(Held::from).collect(),
            captures: attempt
                .captures
                .iter()
                .map(|captured| (one_line(&captured.name), Worth::from(&captured.value)))
                .collect(),
            call: attempt.exchange.as_ref().map(Call::from),
        }
    }
}

fn about_headers(kind: Kind) -> bool {
    matches!(kind, Kind::Header | Kind::Cookie | Kind::Redirects)
}

impl From<&Expectation> for Held {
    fn from(expectation: &Expectation) -> Self {
        let place = |at: &Location| format!("{}:{}", one_line(&at.path), at.line);
        Held {
            holds: expectation.holds,
            kind: expectation.kind.as_str(),
            target: one_line(&expectation.target),
            operator: one_line(&expectation.operator),
            place: expectation.location.as_ref().map(place),
        }
    }
}

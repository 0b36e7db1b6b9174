//! What went wrong, with values.

use serde::Serialize;

use super::super::diff::{Piece, pieces};
use crate::model::{DisplayValue, Problem};
use crate::report::text::{block, details, message, one_line};

/// A value.
#[derive(Debug, Serialize)]
pub struct Worth {
    text: String,
    type_name: String,
}

/// A problem.
#[derive(Debug, Serialize)]
pub struct Trouble {
    kind: &'static str,
    verdict: &'static str,
    summary: &'static str,
    message: String,
    advice: &'static str,
    place: Option<String>,
    frame: Option<String>,
    expected: Option<Side>,
    actual: Option<Side>,
    parts: Vec<(String, Worth)>,
    details: Option<String>,
}

#[derive(Debug, Serialize)]
struct Side {
    type_name: String,
    pieces: Vec<Piece>,
}

/// A value as it is compared: a line for each member and element, so that only what differs is marked.
fn lines(shown: &DisplayValue) -> String {
    let drawn = serde_json::from_str::<serde_json::Value>(&shown.text)
        .ok()
        .filter(|value| value.is_object() || value.is_array())
        // Numbers that would not come back as they were written stay as they are.
        .filter(|value| serde_json::to_string(value).is_ok_and(|again| again == shown.text))
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    block(drawn.as_deref().unwrap_or(&shown.text)).into_owned()
}

impl From<&DisplayValue> for Worth {
    fn from(shown: &DisplayValue) -> Self {
        Worth { text: block(&shown.text).into_owned(), type_name: one_line(&shown.type_name) }
    }
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        let side = |shown: &DisplayValue, pieces| Side { type_name: one_line(&shown.type_name), pieces };
        let whole = |shown: Option<&DisplayValue>| {
            shown.map(|shown| side(shown, pieces(&lines(shown), &lines(shown)).0))
        };
        let (expected, actual) = match (problem.expected(), problem.actual()) {
            (Some(expected), Some(actual)) => {
                let (left, right) = pieces(&lines(expected), &lines(actual));
                (Some(side(expected, left)), Some(side(actual, right)))
            }
            (expected, actual) => (whole(expected), whole(actual)),
        };
        let place = problem.source.as_ref().map(|source| {
            let at = &source.location;
            format!("{}:{}:{}", one_line(&at.path), at.line, at.column)
        });
        Trouble {
            kind: problem.kind.as_str(),
            verdict: problem.kind.verdict().as_str(),
            summary: problem.kind.summary(),
            message: one_line(&message(problem)),
            advice: problem.kind.advice(),
            place,
            frame: problem.source.as_ref().map(|source| block(source.text.trim_end()).into_owned()),
            expected,
            actual,
            parts: problem
                .parts()
                .iter()
                .map(|part| (one_line(&part.text), Worth::from(&part.value)))
                .collect(),
            details: Some(block(&[problem.diff(), &details(problem)].concat().join("\n")).into_owned())
                .filter(|text| !text.is_empty()),
        }
    }
}

//! Orderings: numbers, durations, RFC 3339 and HTTP dates, sizes; never across types.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::subject::Subject;
use crate::diag::article;
use crate::model::units::{parse_duration, parse_size};
use crate::value::{Number, Value, type_name};

/// Why two values have no order.
pub enum OrderProblem {
    /// The expected value can never be ordered: the scenario is wrong.
    Expected(String),
    /// The actual value is of another kind: the expectation is not met. Why, in a few words.
    Actual(String),
}

type Result<T> = std::result::Result<T, OrderProblem>;

/// How the subject compares with the expected value.
pub fn ordering(subject: &Subject<'_>, expected: &Value) -> Result<Ordering> {
    match subject {
        Subject::Duration(actual) => match expected {
            Value::String(text) => {
                let expected = parse_duration(text).map_err(OrderProblem::Expected)?;
                Ok(actual.cmp(&expected))
            }
            other => Err(OrderProblem::Expected(format!("expected a duration such as `2s`, got {other}"))),
        },
        Subject::Status(actual) => ordering(&Subject::Number((*actual).into()), expected),
        Subject::Number(actual) => match expected {
            Value::Number(expected) => Ok(Number::from(*actual).cmp(expected)),
            other => Err(OrderProblem::Expected(format!("expected a number, got {other}"))),
        },
        Subject::Json(Value::Number(actual)) => match expected {
            Value::Number(expected) => Ok(actual.cmp(expected)),
            Value::String(text) => match parse_size(text) {
                Ok(size) => Ok(actual.cmp(&size.into())),
                Err(_) => Err(OrderProblem::Actual("number instead of string".to_owned())),
            },
            other => Err(unordered(other)),
        },
        Subject::Json(Value::String(actual)) => match expected {
            Value::String(expected) => texts(actual, expected),
            Value::Number(_) => Err(OrderProblem::Actual("string instead of number".to_owned())),
            other => Err(unordered(other)),
        },
        Subject::Text(actual) => text(actual, expected),
        _ => {
            let kind = match subject {
                Subject::Json(value) => type_name(value),
                _ => "list",
            };
            Err(OrderProblem::Actual(format!("{} {kind} cannot be ordered", article(kind))))
        }
    }
}

/// Why an expected value can never be ordered, whatever comes; `text`: what comes is no JSON.
pub fn never_ordered(expected: &Value, text: bool) -> Option<String> {
    let nothing = Value::String(String::new());
    let subject = if text { Subject::Text("") } else { Subject::Json(&nothing) };
    match ordering(&subject, expected) {
        Err(OrderProblem::Expected(why)) => Some(why),
        _ => None,
    }
}

/// How two elements of a list compare; `None` where they have no order.
pub fn elements(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => match (time(left), time(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => Some(left.cmp(right)),
        },
        _ => None,
    }
}

fn unordered(expected: &Value) -> OrderProblem {
    let kind = type_name(expected);
    OrderProblem::Expected(format!(
        "{} {kind} cannot be ordered: write a number, a date, a duration or a size",
        article(kind)
    ))
}

/// Two texts of JSON: both dates, durations or sizes.
fn texts(actual: &str, expected: &str) -> Result<Ordering> {
    if let Some(wanted) = time(expected) {
        let actual = time(actual).ok_or_else(|| OrderProblem::Actual("not an RFC 3339 date".to_owned()))?;
        return Ok(actual.cmp(&wanted));
    }
    if let Ok(wanted) = parse_duration(expected) {
        let actual = parse_duration(actual).map_err(|_| OrderProblem::Actual("not a duration".to_owned()))?;
        return Ok(actual.cmp(&wanted));
    }
    if let Ok(wanted) = parse_size(expected) {
        let actual = parse_size(actual).map_err(|_| OrderProblem::Actual("not a size".to_owned()))?;
        return Ok(actual.cmp(&wanted));
    }
    Err(OrderProblem::Expected(format!(
        "`{expected}` cannot be ordered: only numbers, RFC 3339 dates, durations and sizes can"
    )))
}

/// Text that is not JSON (a header): read as what the expected value is.
fn text(actual: &str, expected: &Value) -> Result<Ordering> {
    let number = |text: &str| text.trim().parse::<Number>().ok();
    let not = |what: &str| OrderProblem::Actual(format!("not {what}"));
    match expected {
        Value::Number(expected) => Ok(number(actual).ok_or_else(|| not("a number"))?.cmp(expected)),
        Value::String(text) => {
            if let Some(wanted) = time(text) {
                return Ok(time(actual).ok_or_else(|| not("an RFC 3339 or HTTP date"))?.cmp(&wanted));
            }
            if let Ok(size) = parse_size(text) {
                return Ok(number(actual).ok_or_else(|| not("a number"))?.cmp(&size.into()));
            }
            if let Some(wanted) = number(text) {
                return Ok(number(actual).ok_or_else(|| not("a number"))?.cmp(&wanted));
            }
            texts(actual, text)
        }
        other => Err(unordered(other)),
    }
}

/// An RFC 3339 time or date (midnight in UTC), or an HTTP date (RFC 9110 §5.6.7).
fn time(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if text.len() == 10
        && let Ok(date) = text.parse::<jiff::civil::Date>()
    {
        return format!("{date}T00:00:00Z").parse().ok();
    }
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}

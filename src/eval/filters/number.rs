//! Filters that calculate: exact, however many digits a number has.

use super::arguments::unfit;
use crate::eval::as_text::as_text;
use crate::eval::error::{EvalError, Result};
use crate::eval::evaluated::EvaluatedArgument;
use crate::value::{Number, NumberError, Rounding, Value};

/// `abs`.
pub(super) fn absolute(name: &str, value: &Value) -> Result<Value> {
    done(operand(name, value)?.absolute())
}

/// `int`: cuts off what is behind the point, or reads a text that is a whole number.
pub(super) fn integer(name: &str, value: &Value) -> Result<Value> {
    match value {
        Value::Number(number) => done(number.round(0, Rounding::TowardsZero)),
        Value::String(text) => Number::from_lenient(text)
            .filter(Number::is_written_as_integer)
            .map(Value::Number)
            .ok_or_else(|| EvalError::new(format!("`{text}` is not an integer"))),
        other => Err(unfit(name, other)),
    }
}

/// `float`: a number with a fraction, if only `.0`, or a text that is a number.
pub(super) fn float(name: &str, value: &Value) -> Result<Value> {
    let number = match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => Number::from_lenient(text),
        other => return Err(unfit(name, other)),
    };
    let number = number.ok_or_else(|| EvalError::new(format!("`{}` is not a number", as_text(value))))?;
    let fraction = number.is_written_as_integer().then(|| format!("{number}.0").parse().ok()).flatten();
    Ok(Value::Number(fraction.unwrap_or(number)))
}

/// `round(precision, method)`.
pub(super) fn round(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    let places = match argument(arguments, 0, "precision") {
        None => 0,
        Some(places) => {
            places.as_i64().ok_or_else(|| EvalError::new("`round` takes an integer number of digits"))?
        }
    };
    let rounding = match argument(arguments, 1, "method").map(Value::as_str) {
        None | Some(Some("common")) => Rounding::Nearest,
        Some(Some("ceil")) => Rounding::Up,
        Some(Some("floor")) => Rounding::Down,
        Some(_) => return Err(EvalError::new("the method of `round` must be 'common', 'ceil' or 'floor'")),
    };
    done(operand(name, value)?.round(places, rounding))
}

/// `sum(attribute, start)`.
pub(super) fn sum(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    let Value::Array(items) = value else { return Err(unfit(name, value)) };
    let attribute = argument(arguments, 0, "attribute").filter(|attribute| !attribute.is_null());
    let start = match argument(arguments, 1, "start") {
        None => Number::from(0),
        Some(start) => operand(name, start)?.clone(),
    };
    items
        .iter()
        .try_fold(start, |total, item| {
            let item = match attribute {
                None => item,
                Some(path) => member(item, path)
                    .ok_or_else(|| EvalError::new(format!("an element has no `{}`", as_text(path))))?,
            };
            total.add(operand(name, item)?).map_err(EvalError::number)
        })
        .map(Value::Number)
}

/// What is at a path of names and places with dots between them.
fn member<'v>(value: &'v Value, path: &Value) -> Option<&'v Value> {
    as_text(path).split('.').try_fold(value, |value, part| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

/// The argument of a name, or at a place among those without one.
fn argument<'a>(arguments: &'a [EvaluatedArgument], place: usize, name: &str) -> Option<&'a Value> {
    let named = arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
    let placed = || arguments.iter().filter(|argument| argument.name.is_none()).nth(place);
    named.or_else(placed).map(|argument| &argument.value)
}

fn operand<'v>(name: &str, value: &'v Value) -> Result<&'v Number> {
    value.as_number().ok_or_else(|| unfit(name, value))
}

fn done(result: std::result::Result<Number, NumberError>) -> Result<Value> {
    result.map(Value::Number).map_err(EvalError::number)
}

//! The tests of ours (`x is odd`).

use crate::diag::article;
use crate::eval::comparison::compare;
use crate::eval::error::{EvalError, Result};
use crate::lang::Compare;
use crate::value::{Number, Value, type_name};

/// What decides a test of ours: its value and its first argument.
type Test = fn(&Value, Option<&Value>) -> Result<bool>;

/// The tests of ours.
pub(super) const OWN: [(&str, Test); 27] = [
    ("boolean", |value, _| Ok(value.is_boolean())),
    ("containing", |value, other| other.map_or(Ok(false), |other| compare(Compare::In, other, value))),
    ("divisibleby", |value, other| Ok(rest("divisibleby", value, other.unwrap_or(&Value::Null))?.is_zero())),
    ("eq", |value, other| compared(Compare::Equal, value, other)),
    ("equalto", |value, other| compared(Compare::Equal, value, other)),
    ("even", |value, _| Ok(rest("even", value, &2.into())?.is_zero())),
    ("false", |value, _| Ok(*value == Value::Bool(false))),
    ("float", |value, _| Ok(value.as_number().is_some_and(|number| !number.is_integer()))),
    ("ge", |value, other| compared(Compare::GreaterOrEqual, value, other)),
    ("greaterthan", |value, other| compared(Compare::Greater, value, other)),
    ("gt", |value, other| compared(Compare::Greater, value, other)),
    ("in", |value, other| compared(Compare::In, value, other)),
    ("int", |value, _| Ok(value.as_number().is_some_and(Number::is_integer))),
    ("integer", |value, _| Ok(value.as_number().is_some_and(Number::is_integer))),
    ("iterable", |value, _| Ok(value.is_array() || value.is_object() || value.is_string())),
    ("le", |value, other| compared(Compare::LessOrEqual, value, other)),
    ("lessthan", |value, other| compared(Compare::Less, value, other)),
    ("lt", |value, other| compared(Compare::Less, value, other)),
    ("mapping", |value, _| Ok(value.is_object())),
    ("ne", |value, other| compared(Compare::NotEqual, value, other)),
    ("none", |value, _| Ok(value.is_null())),
    ("number", |value, _| Ok(value.is_number())),
    ("odd", |value, _| Ok(rest("odd", value, &2.into())? == 1.into())),
    ("sameas", |value, other| compared(Compare::Equal, value, other)),
    ("sequence", |value, _| Ok(value.is_array())),
    ("string", |value, _| Ok(value.is_string())),
    ("true", |value, _| Ok(*value == Value::Bool(true))),
];

fn compared(op: Compare, value: &Value, other: Option<&Value>) -> Result<bool> {
    other.map_or(Ok(false), |other| compare(op, value, other))
}

/// What is left of a whole number after a division by another one.
fn rest(name: &str, value: &Value, divisor: &Value) -> Result<Number> {
    let whole = |value: &Value| match value {
        Value::Number(number) if number.is_integer() => Ok(number.clone()),
        other => {
            let kind = type_name(other);
            Err(EvalError::new(format!("`{name}` takes whole numbers, but this is {} {kind}", article(kind))))
        }
    };
    whole(value)?.remainder(&whole(divisor)?).map_err(EvalError::number)
}

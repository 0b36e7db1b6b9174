//! The tests of ours (`x is odd`), and which are those of minijinja.

use crate::diag::article;
use crate::eval::comparison::compare;
use crate::eval::error::{EvalError, Result};
use crate::lang::Compare;
use crate::value::{Number, Value, type_name};
use crate::vocabulary::Test;

/// What decides a test of ours: its value and its first argument.
pub(super) type Decide = fn(&Value, Option<&Value>) -> Result<bool>;

/// What decides a test, if it is one of ours.
pub(super) fn own(test: Test) -> Option<Decide> {
    Some(match test {
        Test::Boolean => |value, _| Ok(value.is_boolean()),
        Test::Containing => {
            |value, other| other.map_or(Ok(false), |other| compare(Compare::In, other, value))
        }
        Test::DivisibleBy => {
            |value, other| Ok(rest("divisibleby", value, other.unwrap_or(&Value::Null))?.is_zero())
        }
        Test::Eq | Test::EqualTo | Test::SameAs => |value, other| compared(Compare::Equal, value, other),
        Test::Even => |value, _| Ok(rest("even", value, &2.into())?.is_zero()),
        Test::False => |value, _| Ok(*value == Value::Bool(false)),
        Test::Float => |value, _| Ok(value.as_number().is_some_and(|number| !number.is_integer())),
        Test::Ge => |value, other| compared(Compare::GreaterOrEqual, value, other),
        Test::GreaterThan | Test::Gt => |value, other| compared(Compare::Greater, value, other),
        Test::In => |value, other| compared(Compare::In, value, other),
        Test::Int | Test::Integer => |value, _| Ok(value.as_number().is_some_and(Number::is_integer)),
        Test::Iterable => |value, _| Ok(value.is_array() || value.is_object() || value.is_string()),
        Test::Le => |value, other| compared(Compare::LessOrEqual, value, other),
        Test::LessThan | Test::Lt => |value, other| compared(Compare::Less, value, other),
        Test::Mapping => |value, _| Ok(value.is_object()),
        Test::Ne => |value, other| compared(Compare::NotEqual, value, other),
        Test::None => |value, _| Ok(value.is_null()),
        Test::Number => |value, _| Ok(value.is_number()),
        Test::Odd => |value, _| Ok(rest("odd", value, &2.into())? == 1.into()),
        Test::Sequence => |value, _| Ok(value.is_array()),
        Test::String => |value, _| Ok(value.is_string()),
        Test::True => |value, _| Ok(*value == Value::Bool(true)),
        Test::Defined
        | Test::EndingWith
        | Test::Lower
        | Test::StartingWith
        | Test::Undefined
        | Test::Upper => return None,
    })
}

fn compared(op: Compare, value: &Value, other: Option<&Value>) -> Result<bool> {
    other.map_or(Ok(false), |other| compare(op, value, other))
}

/// What is left of a whole number after a division by another one.
fn rest(name: &str, value: &Value, divisor: &Value) -> Result<Number> {
    let whole = |value: &Value| match value {
        Value::Number(number) if number.is_integer() => Ok(number.clone()),
        other => {
            let kind = type_name(other);
            Err(EvalError::new(format!("`{name}` takes integers, but this is {} {kind}", article(kind))))
        }
    };
    whole(value)?.remainder(&whole(divisor)?).map_err(EvalError::number)
}

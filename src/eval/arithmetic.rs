//! Operators on numbers, texts and lists.

use super::error::EvalError;
use crate::diag::article;
use crate::lang::Arithmetic;
use crate::value::{Number, Value, type_name};
use crate::vocabulary::limits::RENDERED;

type Result<T> = std::result::Result<T, EvalError>;

fn operand<'v>(value: &'v Value, sign: &str) -> Result<&'v Number> {
    value.as_number().ok_or_else(|| {
        let name = type_name(value);
        EvalError::new(format!("`{sign}` works on numbers, not on {} {name}", article(name)))
    })
}

/// `-a`.
pub fn negate(value: &Value) -> Result<Value> {
    operand(value, "-")?.negate().map(Value::Number).map_err(EvalError::number)
}

/// `a + b` and its like.
pub fn apply(op: Arithmetic, left: &Value, right: &Value) -> Result<Value> {
    if op == Arithmetic::Add {
        match (left, right) {
            (Value::String(left), Value::String(right)) if left.len() + right.len() <= RENDERED => {
                return Ok(format!("{left}{right}").into());
            }
            (Value::Array(left), Value::Array(right)) if left.len() + right.len() <= RENDERED => {
                return Ok(left.iter().chain(right).cloned().collect::<Vec<_>>().into());
            }
            (Value::String(_), Value::Number(_)) | (Value::Number(_), Value::String(_)) => {
                return Err(EvalError::new(
                    "`+` cannot add a string and a number: join strings with `~`, or convert the string with `| int`",
                ));
            }
            _ => {}
        }
    }
    let (left, right) = (operand(left, op.sign())?, operand(right, op.sign())?);
    let result = match op {
        Arithmetic::Add => left.add(right),
        Arithmetic::Subtract => left.subtract(right),
        Arithmetic::Multiply => left.multiply(right),
        Arithmetic::Divide => left.divide(right),
        Arithmetic::FloorDivide => left.floor_divide(right),
        Arithmetic::Remainder => left.remainder(right),
        Arithmetic::Power => left.power(right),
    };
    result.map(Value::Number).map_err(EvalError::number)
}

/// `a[start:stop:step]` of a list or text, with Python's meaning of negative numbers.
pub fn slice(value: &Value, [start, stop, step]: [Option<i64>; 3]) -> Result<Value> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(EvalError::new("the step of a slice must not be zero"));
    }
    let pick = |length: usize| -> Vec<usize> {
        let length = length as i64;
        let clamp = |bound: i64, low: i64, high: i64| {
            let bound = if bound < 0 { bound + length } else { bound };
            bound.clamp(low, high)
        };
        let (mut at, end) = if step > 0 {
            (
                start.map_or(0, |bound| clamp(bound, 0, length)),
                stop.map_or(length, |bound| clamp(bound, 0, length)),
            )
        } else {
            (
                start.map_or(length - 1, |bound| clamp(bound, -1, length - 1)),
                stop.map_or(-1, |bound| clamp(bound, -1, length - 1)),
            )
        };
        let mut indexes = Vec::new();
        while (step > 0 && at < end) || (step < 0 && at > end) {
            indexes.push(at as usize);
            at = at.saturating_add(step);
        }
        indexes
    };
    match value {
        Value::Array(items) => {
            Ok(pick(items.len()).into_iter().map(|index| items[index].clone()).collect::<Vec<_>>().into())
        }
        Value::String(text) => {
            let characters: Vec<char> = text.chars().collect();
            Ok(pick(characters.len()).into_iter().map(|index| characters[index]).collect::<String>().into())
        }
        other => {
            let name = type_name(other);
            Err(EvalError::new(format!("only lists and strings can be sliced, not {} {name}", article(name))))
        }
    }
}

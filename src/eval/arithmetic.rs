//! Operators on numbers, texts and lists.

use super::error::EvalError;
use crate::diag::article;
use crate::lang::Arithmetic;
use crate::value::{Value, type_name};
use crate::vocabulary::limits::RENDERED;

type Result<T> = std::result::Result<T, EvalError>;

/// A number as an integer where it is one.
enum Operand {
    Integer(i128),
    Double(f64),
}

fn operand(value: &Value, sign: &str) -> Result<Operand> {
    let Value::Number(number) = value else {
        let name = type_name(value);
        return Err(EvalError::new(format!(
            "`{sign}` works on numbers, but this is {} {name}",
            article(name)
        )));
    };
    Ok(match (number.as_i64(), number.as_u64()) {
        (Some(value), _) => Operand::Integer(value.into()),
        (None, Some(value)) => Operand::Integer(value.into()),
        (None, None) => Operand::Double(number.as_f64().unwrap_or(f64::NAN)),
    })
}

fn integer(value: i128) -> Result<Value> {
    if let Ok(value) = i64::try_from(value) {
        return Ok(value.into());
    }
    u64::try_from(value).map(Value::from).map_err(|_| EvalError::new("the result is beyond 64 bits"))
}

fn double(value: f64) -> Result<Value> {
    serde_json::Number::from_f64(value)
        .map(Value::Number)
        .ok_or_else(|| EvalError::new("the result is no finite number"))
}

/// `-a`.
pub fn negate(value: &Value) -> Result<Value> {
    match operand(value, "-")? {
        Operand::Integer(value) => integer(-value),
        Operand::Double(value) => double(-value),
    }
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
                    "`+` does not join a text and a number: join texts with `~`, or make a number of the text with `| int`",
                ));
            }
            _ => {}
        }
    }
    let sign = op.sign();
    match (operand(left, sign)?, operand(right, sign)?) {
        (Operand::Integer(left), Operand::Integer(right)) => integers(op, left, right),
        (left, right) => doubles(op, as_double(left), as_double(right)),
    }
}

fn as_double(operand: Operand) -> f64 {
    match operand {
        Operand::Integer(value) => value as f64,
        Operand::Double(value) => value,
    }
}

fn integers(op: Arithmetic, left: i128, right: i128) -> Result<Value> {
    let by_zero = || EvalError::new("a number is divided by zero");
    // Operands have 64 bits, so that sums and products fit into 128.
    match op {
        Arithmetic::Add => integer(left + right),
        Arithmetic::Subtract => integer(left - right),
        Arithmetic::Multiply => integer(left * right),
        Arithmetic::Divide if right == 0 => Err(by_zero()),
        Arithmetic::Divide => double(left as f64 / right as f64),
        Arithmetic::FloorDivide => {
            let quotient = left.checked_div_euclid(right).ok_or_else(by_zero)?;
            // Euclid's quotient differs from the floor where the divisor is negative.
            let floor = if right < 0 && left.rem_euclid(right) != 0 { quotient - 1 } else { quotient };
            integer(floor)
        }
        Arithmetic::Remainder => {
            let rest = left.checked_rem(right).ok_or_else(by_zero)?;
            integer(if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest })
        }
        Arithmetic::Power => match u32::try_from(right) {
            Ok(exponent) => {
                let power = left
                    .checked_pow(exponent)
                    .ok_or_else(|| EvalError::new("the result is beyond 64 bits"))?;
                integer(power)
            }
            Err(_) => double((left as f64).powf(right as f64)),
        },
    }
}

fn doubles(op: Arithmetic, left: f64, right: f64) -> Result<Value> {
    double(match op {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::FloorDivide => (left / right).floor(),
        Arithmetic::Remainder => left - right * (left / right).floor(),
        Arithmetic::Power => left.powf(right),
    })
}

/// `a[start:stop:step]` of a list or text, with Python's meaning of negative numbers.
pub fn slice(value: &Value, [start, stop, step]: [Option<i64>; 3]) -> Result<Value> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(EvalError::new("the step of a slice is not zero"));
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
            Err(EvalError::new(format!(
                "lists and texts can be sliced, but this is {} {name}",
                article(name)
            )))
        }
    }
}

//! Functions of expressions.

use super::error::{EvalError, Result};
use super::evaluated::EvaluatedArgument;
use super::scope::Scope;
use crate::value::Value;
use crate::vocabulary::limits::{self, RANDOM_STRING};
use crate::vocabulary::{Callable, Function};

/// The most elements of `range`.
const LONGEST_RANGE: i64 = limits::RANGE;

/// Calls a function.
pub fn call(function: Function, arguments: &[EvaluatedArgument], scope: &Scope<'_>) -> Result<Value> {
    match function {
        Function::Uuid => Ok(uuid(scope.random.bits()).into()),
        Function::Timestamp => Ok((scope.now_ms)().div_euclid(1000).into()),
        Function::Now => now(arguments, scope).map(Value::from),
        Function::RandomInt => random_int(arguments, scope),
        Function::RandomString => random_string(arguments, scope).map(Value::from),
        Function::Totp => super::totp::call(arguments, scope.passwords).map(Value::from),
        Function::Range => range(arguments),
    }
}

fn integer(function: Function, arguments: &[EvaluatedArgument], index: usize) -> Result<i64> {
    let name = function.name();
    let Some(given) = arguments.get(index) else {
        return Err(EvalError::new(format!("`{name}` takes a different argument")));
    };
    given.value.as_i64().ok_or_else(|| EvalError::new(format!("`{name}` takes integers")))
}

fn now(arguments: &[EvaluatedArgument], scope: &Scope<'_>) -> Result<String> {
    let now = jiff::Timestamp::from_millisecond((scope.now_ms)())
        .map_err(|_| EvalError::new("the clock is out of range"))?;
    match arguments.first().map(|given| &given.value) {
        None => format_time(now, "%Y-%m-%dT%H:%M:%SZ"),
        Some(Value::String(format)) => format_time(now, format),
        Some(_) => Err(EvalError::new("`now` takes a format such as '%Y-%m-%d'")),
    }
}

fn random_int(arguments: &[EvaluatedArgument], scope: &Scope<'_>) -> Result<Value> {
    let low = integer(Function::RandomInt, arguments, 0)?;
    let high = integer(Function::RandomInt, arguments, 1)?;
    if low > high {
        return Err(EvalError::new(format!(
            "`random_int` takes the smaller number first, got {low}, {high}"
        )));
    }
    Ok(scope.random.integer(low, high).into())
}

fn random_string(arguments: &[EvaluatedArgument], scope: &Scope<'_>) -> Result<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let length = integer(Function::RandomString, arguments, 0)?;
    if !(0..=RANDOM_STRING).contains(&length) {
        return Err(EvalError::new(format!("`random_string` takes a length from 0 to {RANDOM_STRING}")));
    }
    Ok((0..length).map(|_| LETTERS[scope.random.integer(0, 61) as usize] as char).collect())
}

fn range(arguments: &[EvaluatedArgument]) -> Result<Value> {
    let integer = |index| integer(Function::Range, arguments, index);
    let (start, stop) = if arguments.len() == 1 { (0, integer(0)?) } else { (integer(0)?, integer(1)?) };
    let step = if arguments.len() > 2 { integer(2)? } else { 1 };
    if step == 0 {
        return Err(EvalError::new("the step of `range` must not be zero"));
    }
    let mut values = Vec::new();
    let mut at = start;
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        if values.len() as i64 >= LONGEST_RANGE {
            return Err(EvalError::new(format!("`range` gives at most {LONGEST_RANGE} numbers")));
        }
        values.push(Value::from(at));
        at = at.saturating_add(step);
    }
    Ok(values.into())
}

/// A UUID of version 4 (RFC 9562 §5.4).
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// A time in UTC by a strftime format.
pub fn format_time(time: jiff::Timestamp, format: &str) -> Result<String> {
    let zoned = time.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    jiff::fmt::strtime::format(format, &zoned)
        .map_err(|_| EvalError::new(format!("`{format}` is not a valid date format, such as '%Y-%m-%d'")))
}

//! Functions of expressions.

use super::error::{EvalError, Result};
use super::evaluated::EvaluatedArgument;
use super::scope::Scope;
use crate::value::Value;
use crate::vocabulary::limits::{self, RANDOM_STRING};

/// The most elements of `range`.
const LONGEST_RANGE: i64 = limits::RANGE;

/// Calls a function.
pub fn call(name: &str, arguments: &[EvaluatedArgument], scope: &Scope<'_>) -> Result<Value> {
    let integer = |index: usize| {
        arguments.get(index).map_or(
            Err(EvalError::new(format!("`{name}` takes another argument"))),
            |given| {
                given.value.as_i64().ok_or_else(|| EvalError::new(format!("`{name}` takes whole numbers")))
            },
        )
    };
    match name {
        "uuid" => Ok(uuid(scope.random.bits()).into()),
        "timestamp" => Ok((scope.now_ms)().div_euclid(1000).into()),
        "now" => {
            let now = jiff::Timestamp::from_millisecond((scope.now_ms)())
                .map_err(|_| EvalError::new("the clock is out of range"))?;
            match arguments.first().map(|given| &given.value) {
                None => format_time(now, "%Y-%m-%dT%H:%M:%SZ").map(Value::from),
                Some(Value::String(format)) => format_time(now, format).map(Value::from),
                Some(_) => Err(EvalError::new("`now` takes a format such as '%Y-%m-%d'")),
            }
        }
        "random_int" => {
            let (low, high) = (integer(0)?, integer(1)?);
            if low > high {
                return Err(EvalError::new(format!(
                    "`random_int` takes the smaller number first, not {low}, {high}"
                )));
            }
            Ok(scope.random.integer(low, high).into())
        }
        "random_string" => {
            let length = integer(0)?;
            if !(0..=RANDOM_STRING).contains(&length) {
                let message = format!("`random_string` makes 0 to {RANDOM_STRING} characters");
                return Err(EvalError::new(message));
            }
            const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
            let text: String =
                (0..length).map(|_| LETTERS[scope.random.integer(0, 61) as usize] as char).collect();
            Ok(text.into())
        }
        "totp" => super::totp::call(arguments, scope.passwords).map(Value::from),
        "range" => {
            let (start, stop) =
                if arguments.len() == 1 { (0, integer(0)?) } else { (integer(0)?, integer(1)?) };
            let step = if arguments.len() > 2 { integer(2)? } else { 1 };
            if step == 0 {
                return Err(EvalError::new("the step of `range` is not zero"));
            }
            let mut values = Vec::new();
            let mut at = start;
            while (step > 0 && at < stop) || (step < 0 && at > stop) {
                if values.len() as i64 >= LONGEST_RANGE {
                    return Err(EvalError::new(format!("`range` makes at most {LONGEST_RANGE} numbers")));
                }
                values.push(Value::from(at));
                at = at.saturating_add(step);
            }
            Ok(values.into())
        }
        other => Err(EvalError::new(format!("there is no function `{other}`"))),
    }
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
        .map_err(|_| EvalError::new(format!("`{format}` is not a format of dates, such as '%Y-%m-%d'")))
}

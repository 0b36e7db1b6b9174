//! The filters of ours.

use super::arguments::{argument, text, unfit};
use super::{encoding, number};
use crate::eval::as_text::as_text;
use crate::eval::error::{EvalError, Result};
use crate::eval::evaluated::EvaluatedArgument;
use crate::eval::functions::format_time;
use crate::eval::percent::percent_encoded;
use crate::value::Value;

/// What applies a filter of ours. It gets the filter's name for its messages.
type Filter = fn(&str, &Value, &[EvaluatedArgument]) -> Result<Value>;

/// The filters of ours. They take what minijinja would guess, round or lose.
pub(super) const OWN: [(&str, Filter); 17] = [
    ("abs", |name, value, _| number::absolute(name, value)),
    ("base64", |_, value, _| Ok(encoding::base64(&as_text(value)).into())),
    ("base64_decode", |name, value, _| encoding::base64_decode(text(name, value)?).map(Value::from)),
    ("count", |name, value, _| length(name, value)),
    ("date", |_, value, arguments| date(value, argument(arguments, 0))),
    ("float", |name, value, _| number::float(name, value)),
    ("from_json", |name, value, _| {
        let not = |_| EvalError::new("the text before `| from_json` is not JSON");
        text(name, value)?.parse().map_err(not)
    }),
    ("hmac_sha256", |_, value, arguments| {
        let key = argument(arguments, 0).map(as_text).unwrap_or_default();
        encoding::hmac_sha256(&key, &as_text(value)).map(Value::from)
    }),
    ("int", |name, value, _| number::integer(name, value)),
    ("json", |_, value, _| Ok(value.to_json().into())),
    ("length", |name, value, _| length(name, value)),
    ("regex_replace", |name, value, arguments| {
        let (Some(Value::String(pattern)), Some(with)) = (argument(arguments, 0), argument(arguments, 1))
        else {
            return Err(EvalError::new("`regex_replace` takes a pattern and a text"));
        };
        let regex = crate::lang::build_regex(pattern).map_err(EvalError::new)?;
        Ok(regex.replace_all(text(name, value)?, as_text(with)).into_owned().into())
    }),
    ("round", number::round),
    ("sha256", |_, value, _| Ok(encoding::sha256(&as_text(value)).into())),
    ("string", |_, value, _| Ok(as_text(value).into())),
    ("sum", number::sum),
    ("urlencode", |_, value, _| Ok(percent_encoded(&as_text(value)).collect::<String>().into())),
];

fn length(name: &str, value: &Value) -> Result<Value> {
    Ok(match value {
        Value::String(text) => text.chars().count().into(),
        Value::Array(items) => items.len().into(),
        Value::Object(members) => members.len().into(),
        other => return Err(unfit(name, other)),
    })
}

fn date(value: &Value, format: Option<&Value>) -> Result<Value> {
    let Some(Value::String(format)) = format else {
        return Err(EvalError::new("`date` takes a format such as '%Y-%m-%d'"));
    };
    let time = match value {
        Value::Number(number) => {
            number.as_i64().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        }
        Value::String(text) => text.parse::<jiff::Timestamp>().ok(),
        _ => None,
    };
    let time = time.ok_or_else(|| {
        EvalError::new(format!("`{}` is neither an RFC 3339 time nor seconds since 1970", as_text(value)))
    })?;
    format_time(time, format).map(Value::from)
}

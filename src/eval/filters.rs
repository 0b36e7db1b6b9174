//! Filters and tests: ours here, the rest through minijinja.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use minijinja::Environment;
use sha2::{Digest, Sha256};

use super::as_text::as_text;
use super::comparison::compare;
use super::error::{EvalError, Result};
use super::evaluated::EvaluatedArgument;
use super::functions::format_time;
use super::minijinja_value::{from_foreign, named, to_foreign};
use super::percent::percent_encoded;
use crate::diag::article;
use crate::value::{Value, is_integer, type_name};
use crate::vocabulary::limits::RENDERED;

/// minijinja's filters and tests, without functions, templates or anything else.
static FOREIGN: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment
});

/// Numbers among a filter's arguments decide how much it makes.
const LARGEST_ARGUMENT: i64 = 100_000;

/// Applies a filter.
pub fn apply(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    let argument = |index: usize| arguments.get(index).map(|given| &given.value);
    Ok(match name {
        "string" => as_text(value).into(),
        "json" => serde_json::to_string(value).unwrap_or_default().into(),
        "from_json" => serde_json::from_str(text(name, value)?)
            .map_err(|_| EvalError::new("the text before `| from_json` is not JSON"))?,
        "base64" => STANDARD.encode(as_text(value)).into(),
        "base64_decode" => decode_base64(text(name, value)?)?.into(),
        "sha256" => hex(&Sha256::digest(as_text(value))).into(),
        "hmac_sha256" => {
            let key = argument(0).map(as_text).unwrap_or_default();
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
                .map_err(|_| EvalError::new("the key cannot be used"))?;
            mac.update(as_text(value).as_bytes());
            hex(&mac.finalize().into_bytes()).into()
        }
        "urlencode" => percent_encoded(&as_text(value)).collect::<String>().into(),
        "int" => to_int(value)?,
        "float" => to_float(value)?,
        "regex_replace" => {
            let (Some(Value::String(pattern)), Some(with)) = (argument(0), argument(1)) else {
                return Err(EvalError::new("`regex_replace` takes a pattern and a text"));
            };
            let regex = crate::lang::build_regex(pattern).map_err(EvalError::new)?;
            regex.replace_all(text(name, value)?, as_text(with)).into_owned().into()
        }
        "date" => date(value, argument(0))?,
        "length" | "count" => match value {
            Value::String(text) => text.chars().count().into(),
            Value::Array(items) => items.len().into(),
            Value::Object(members) => members.len().into(),
            other => return Err(unfit(name, other)),
        },
        _ => foreign(name, value, arguments)?,
    })
}

/// Applies a test.
pub fn test(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<bool> {
    use crate::lang::Compare;
    let other = arguments.first().map(|given| &given.value);
    let compared = |op: Compare| other.map_or(Ok(false), |other| compare(op, value, other));
    match name {
        "none" => Ok(value.is_null()),
        "boolean" => Ok(value.is_boolean()),
        "number" => Ok(value.is_number()),
        "integer" | "int" => Ok(matches!(value, Value::Number(number) if is_integer(number))),
        "float" => Ok(matches!(value, Value::Number(number) if !is_integer(number))),
        "string" => Ok(value.is_string()),
        "sequence" => Ok(value.is_array()),
        "mapping" => Ok(value.is_object()),
        "iterable" => Ok(matches!(value, Value::Array(_) | Value::Object(_) | Value::String(_))),
        "true" => Ok(*value == Value::Bool(true)),
        "false" => Ok(*value == Value::Bool(false)),
        "eq" | "equalto" | "sameas" => compared(Compare::Equal),
        "ne" => compared(Compare::NotEqual),
        "lt" | "lessthan" => compared(Compare::Less),
        "le" => compared(Compare::LessOrEqual),
        "gt" | "greaterthan" => compared(Compare::Greater),
        "ge" => compared(Compare::GreaterOrEqual),
        "in" => compared(Compare::In),
        "containing" => match other {
            Some(other) => compare(Compare::In, other, value),
            None => Ok(false),
        },
        _ => {
            if value.is_null() {
                return Err(EvalError::new(format!("null cannot be tested by `{name}`")));
            }
            let mut values = vec![to_foreign(value)];
            values.extend(arguments.iter().map(|given| to_foreign(&given.value)));
            FOREIGN.empty_state().perform_test(name, &values).map_err(|error| reword(name, value, &error))
        }
    }
}

fn foreign(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    // Jinja makes "None" and 0 of null; nothing of the kind happens here.
    if value.is_null() {
        return Err(EvalError::new(format!("null cannot be filtered by `{name}`")));
    }
    let mut values = vec![to_foreign(value)];
    let mut by_name = Vec::new();
    for given in arguments {
        if given.value.as_i64().is_some_and(|number| number.abs() > LARGEST_ARGUMENT) && name != "replace" {
            return Err(EvalError::new(format!("`{name}` takes numbers up to {LARGEST_ARGUMENT}")));
        }
        match &given.name {
            Some(name) => by_name.push((name.clone(), to_foreign(&given.value))),
            None => values.push(to_foreign(&given.value)),
        }
    }
    if !by_name.is_empty() {
        values.push(named(by_name));
    }
    let result =
        FOREIGN.empty_state().apply_filter(name, &values).map_err(|error| reword(name, value, &error))?;
    if result.as_str().is_some_and(|text| text.len() > RENDERED) {
        return Err(EvalError::new("the text grows beyond 16 MiB"));
    }
    from_foreign(&result)
}

/// minijinja's message without the names of its own kinds.
fn reword(name: &str, value: &Value, error: &minijinja::Error) -> EvalError {
    match error.detail() {
        Some(detail) => EvalError::new(format!("`{name}` cannot be applied: {detail}")),
        None => unfit(name, value),
    }
}

fn unfit(name: &str, value: &Value) -> EvalError {
    let kind = type_name(value);
    EvalError::new(format!("`{name}` cannot be applied to {} {kind}", article(kind)))
}

fn text<'v>(name: &str, value: &'v Value) -> Result<&'v str> {
    value.as_str().ok_or_else(|| unfit(name, value))
}

fn decode_base64(text: &str) -> Result<String> {
    let engines = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    let bytes = engines.iter().find_map(|engine| engine.decode(text.trim()).ok());
    let bytes = bytes.ok_or_else(|| EvalError::new("the text before `| base64_decode` is not base64"))?;
    String::from_utf8(bytes).map_err(|_| EvalError::new("what `base64_decode` gives is not text in UTF-8"))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn to_int(value: &Value) -> Result<Value> {
    let not = || EvalError::new(format!("`{}` is not a whole number", as_text(value)));
    match value {
        Value::Number(number) if !number.is_f64() => Ok(value.clone()),
        Value::Number(number) => {
            let double = number.as_f64().unwrap_or(f64::NAN).trunc();
            // Doubles from 2^63 on are not held by an integer of 64 bits.
            if double.abs() < 9.2e18 { Ok((double as i64).into()) } else { Err(not()) }
        }
        Value::String(text) => {
            let text = text.trim();
            text.parse::<i64>()
                .map(Value::from)
                .or_else(|_| text.parse::<u64>().map(Value::from))
                .map_err(|_| not())
        }
        other => Err(unfit("int", other)),
    }
}

fn to_float(value: &Value) -> Result<Value> {
    let double = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        other => return Err(unfit("float", other)),
    };
    double
        .and_then(serde_json::Number::from_f64)
        .map(Value::Number)
        .ok_or_else(|| EvalError::new(format!("`{}` is not a number", as_text(value))))
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

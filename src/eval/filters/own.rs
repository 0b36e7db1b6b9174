//! The filters of ours, and which are those of minijinja.

use super::arguments::{argument, text, unfit};
use super::{encoding, number};
use crate::eval::as_text::as_text;
use crate::eval::error::{EvalError, Result};
use crate::eval::evaluated::EvaluatedArgument;
use crate::eval::functions::format_time;
use crate::eval::percent::percent_encoded;
use crate::value::Value;
use crate::vocabulary::Filter;

/// What applies a filter of ours. It gets the filter's name for its messages.
pub(super) type Apply = fn(&str, &Value, &[EvaluatedArgument]) -> Result<Value>;

/// What applies a filter, if it is one of ours: they take what minijinja would guess, round or lose.
pub(super) fn own(filter: Filter) -> Option<Apply> {
    Some(match filter {
        Filter::Abs => |name, value, _| number::absolute(name, value),
        Filter::Base64 => |_, value, _| Ok(encoding::base64(&as_text(value)).into()),
        Filter::Base64Decode => |name, value, _| encoding::base64_decode(text(name, value)?).map(Value::from),
        Filter::Count | Filter::Length => |name, value, _| length(name, value),
        Filter::Date => |_, value, arguments| date(value, argument(arguments, 0)),
        Filter::Float => |name, value, _| number::float(name, value),
        Filter::FromJson => |name, value, _| {
            let not = |_| EvalError::new("the string before `| from_json` is not valid JSON");
            text(name, value)?.parse().map_err(not)
        },
        Filter::HmacSha256 => |_, value, arguments| {
            let key = argument(arguments, 0).map(as_text).unwrap_or_default();
            encoding::hmac_sha256(&key, &as_text(value)).map(Value::from)
        },
        Filter::Int => |name, value, _| number::integer(name, value),
        Filter::Json => |_, value, _| Ok(value.to_json().into()),
        Filter::RegexReplace => regex_replace,
        Filter::Round => number::round,
        Filter::Sha256 => |_, value, _| Ok(encoding::sha256(&as_text(value)).into()),
        Filter::String => |_, value, _| Ok(as_text(value).into()),
        Filter::Sum => number::sum,
        Filter::UrlEncode => |_, value, _| Ok(percent_encoded(&as_text(value)).collect::<String>().into()),
        Filter::Attr
        | Filter::Batch
        | Filter::Bool
        | Filter::Capitalize
        | Filter::Chain
        | Filter::D
        | Filter::Default
        | Filter::DictSort
        | Filter::E
        | Filter::Escape
        | Filter::First
        | Filter::Format
        | Filter::GroupBy
        | Filter::Indent
        | Filter::Items
        | Filter::Join
        | Filter::Last
        | Filter::Lines
        | Filter::List
        | Filter::Lower
        | Filter::Map
        | Filter::Max
        | Filter::Min
        | Filter::Reject
        | Filter::RejectAttr
        | Filter::Replace
        | Filter::Reverse
        | Filter::Select
        | Filter::SelectAttr
        | Filter::Slice
        | Filter::Sort
        | Filter::Split
        | Filter::Title
        | Filter::Trim
        | Filter::Unique
        | Filter::Upper
        | Filter::Zip => return None,
    })
}

fn regex_replace(name: &str, value: &Value, arguments: &[EvaluatedArgument]) -> Result<Value> {
    let (Some(Value::String(pattern)), Some(with)) = (argument(arguments, 0), argument(arguments, 1)) else {
        return Err(EvalError::new("`regex_replace` takes a pattern and a replacement"));
    };
    let regex = crate::lang::build_regex(pattern).map_err(EvalError::new)?;
    Ok(regex.replace_all(text(name, value)?, as_text(with)).into_owned().into())
}

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

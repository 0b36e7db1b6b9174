//! Renders templates and data.

use std::borrow::Cow;
use std::ops::Range;

use super::as_text::as_text;
use super::error::EvalError;
use super::evaluate::{evaluate, value};
use super::evaluated::Evaluated;
use super::scope::{Scope, mentions};
use crate::lang::{Expr, Piece, Slot};
use crate::model::{Data, Kind, Setting, Text};
use crate::source::Span;
use crate::value::{Map, Value};
use crate::vocabulary::limits::RENDERED;

/// Why something could not be rendered, and where it is written.
#[derive(Debug, Clone)]
pub struct RenderError {
    /// One line for people.
    pub message: String,
    pub span: Span,
    /// The text's value, into which `range` points.
    pub raw: std::sync::Arc<str>,
    /// The part that is wrong.
    pub range: Option<Range<usize>>,
    /// `template`, or `limit` where something of ours stands in the way.
    pub kind: Kind,
    /// Something that is asked for is not there; nothing else is wrong.
    pub missing: bool,
}

impl RenderError {
    /// Puts an error into its text.
    pub fn new(error: EvalError, raw: &std::sync::Arc<str>, span: Span) -> Self {
        let EvalError { message, range, missing, kind } = error;
        RenderError { message, span, raw: raw.clone(), range, missing, kind }
    }
}

type Result<T> = std::result::Result<T, RenderError>;

/// Renders a text; one that is a single `${…}` keeps its value's type.
pub fn text_value<'a>(text: &'a Text, scope: &Scope<'a>) -> Result<Cow<'a, Value>> {
    match text_or_omit(text, scope)? {
        Some(value) => Ok(value),
        None => {
            let error = EvalError::new("`omit` leaves out a property of a JSON body; it cannot be used here");
            Err(RenderError::new(error, &text.raw, text.span))
        }
    }
}

/// Like [`text_value`]; `None` for `${omit}`.
fn text_or_omit<'a>(text: &'a Text, scope: &Scope<'a>) -> Result<Option<Cow<'a, Value>>> {
    let Some(template) = &text.template else { return Ok(Some(Cow::Owned(text.raw.as_ref().into()))) };
    if let Some(slot) = template.only_slot() {
        if let Some(placeholder) = placeholder(slot, text, scope) {
            return Ok(Some(Cow::Owned(placeholder.into())));
        }
        let evaluated =
            evaluate(&slot.expr, scope).map_err(|error| RenderError::new(error, &text.raw, text.span))?;
        return match evaluated {
            Evaluated::Value(value) => Ok(Some(value)),
            Evaluated::Omit => Ok(None),
            Evaluated::Undefined(what) => Err(undefined(what, &slot.expr, text)),
        };
    }
    string(text, scope).map(|text| Some(Cow::Owned(text.into())))
}

fn undefined(what: String, expr: &Expr, text: &Text) -> RenderError {
    let mut error = EvalError { range: Some(expr.range.clone()), ..EvalError::missing(&what) };
    if let Some(written) = text.raw.get(expr.range.clone())
        && !what.contains(written)
    {
        error.message = format!("`{written}` has no value: {what} is missing");
    }
    RenderError::new(error, &text.raw, text.span)
}

/// Renders a text to text.
pub fn string(text: &Text, scope: &Scope<'_>) -> Result<String> {
    let mut result = String::new();
    pieces(text, scope, &mut |piece| match piece {
        Rendered::Text(text) => result.push_str(text),
        Rendered::Slot(_, value) => push_text(&mut result, value),
    })?;
    Ok(result)
}

/// A value at the end of a text, without a copy of texts.
fn push_text(result: &mut String, value: &Value) {
    match value {
        Value::String(text) => result.push_str(text),
        other => result.push_str(&other.to_string()),
    }
}

/// A rendered piece of a text.
pub enum Rendered<'r> {
    /// As written.
    Text(&'r str),
    /// From `${…}`.
    Slot(&'r Slot, &'r Value),
}

/// Renders a text piece by piece, for places that encode what comes from slots.
pub fn pieces(text: &Text, scope: &Scope<'_>, each: &mut dyn FnMut(Rendered<'_>)) -> Result<()> {
    let Some(template) = &text.template else {
        each(Rendered::Text(&text.raw));
        return Ok(());
    };
    let mut length = 0;
    for piece in &template.pieces {
        match piece {
            Piece::Text(literal) => each(Rendered::Text(literal)),
            Piece::Slot(slot) if scope.unknown.is_some() => match placeholder(slot, text, scope) {
                Some(placeholder) => each(Rendered::Slot(slot, &placeholder.into())),
                None => {
                    let value = value(&slot.expr, scope)
                        .map_err(|error| RenderError::new(error, &text.raw, text.span))?;
                    each(Rendered::Slot(slot, &value));
                }
            },
            Piece::Slot(slot) => {
                let value = value(&slot.expr, scope)
                    .map_err(|error| RenderError::new(error, &text.raw, text.span))?;
                if let Value::String(text) = value.as_ref() {
                    length += text.len();
                }
                if length > RENDERED {
                    let error = EvalError::new("the string is larger than 16 MiB");
                    return Err(RenderError::new(error, &text.raw, text.span));
                }
                each(Rendered::Slot(slot, &value));
            }
        }
    }
    Ok(())
}

/// What a dry run shows for a slot whose value is known during a run only.
fn placeholder(slot: &Slot, text: &Text, scope: &Scope<'_>) -> Option<String> {
    let unknown = scope.unknown?;
    mentions(&slot.expr, &|name| unknown.contains(name))?;
    let written = text.raw.get(slot.range.clone())?;
    let inner = written.strip_prefix("${")?.strip_suffix('}')?.trim();
    Some(format!("‹{inner}›"))
}

/// Renders data; a member that is `${omit}` is left out.
pub fn data(data: &Data, scope: &Scope<'_>) -> Result<Value> {
    Ok(data_or_omit(data, scope)?.unwrap_or(Value::Null))
}

fn data_or_omit(data: &Data, scope: &Scope<'_>) -> Result<Option<Value>> {
    Ok(Some(match data {
        Data::Null(_) => Value::Null,
        Data::Bool(value, _) => (*value).into(),
        Data::Number(number, _) => number.clone().into(),
        Data::Text(text) => return Ok(text_or_omit(text, scope)?.map(Cow::into_owned)),
        Data::List(items, _) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                list.extend(data_or_omit(item, scope)?);
            }
            list.into()
        }
        Data::Map(members, _) => {
            let mut map = Map::with_capacity(members.len());
            for (key, value) in members {
                if let Some(value) = data_or_omit(value, scope)? {
                    map.insert(key.value.to_string(), value);
                }
            }
            map.into()
        }
    }))
}

/// Renders a scalar to the text that is sent: numbers as they are written in the file (`1.10`).
pub fn scalar_text(value: &Data, scope: &Scope<'_>) -> Result<String> {
    match value {
        Data::Number(number, _) => Ok(number.to_string()),
        Data::Text(text) => string(text, scope),
        other => Ok(as_text(&data(other, scope)?)),
    }
}

/// A setting of the language, rendered and read where it is a template.
pub fn setting<T: Copy>(
    setting: &Setting<T>,
    scope: &Scope<'_>,
    read: impl Fn(&Value) -> std::result::Result<T, String>,
) -> Result<T> {
    match setting {
        Setting::Fixed(value) => Ok(*value),
        Setting::Template(text) => {
            let value = text_value(text, scope)?;
            read(&value).map_err(|message| RenderError::new(EvalError::new(message), &text.raw, text.span))
        }
    }
}

/// Reads a rendered boolean.
pub fn read_boolean(value: &Value) -> std::result::Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("expected true or false, got {}", super::display::brief(value)))
}

/// Reads a rendered duration.
pub fn read_duration(value: &Value) -> std::result::Result<std::time::Duration, String> {
    crate::model::units::parse_duration(&as_text(value))
}

/// Reads a rendered duration that a request is given.
pub fn read_time_limit(value: &Value) -> std::result::Result<std::time::Duration, String> {
    crate::model::units::parse_time_limit(&as_text(value))
}

/// Reads a rendered whole number.
pub fn read_count(value: &Value) -> std::result::Result<u32, String> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    number
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| format!("expected an integer, got {}", super::display::brief(value)))
}

/// Reads a rendered factor.
pub fn read_factor(value: &Value) -> std::result::Result<f64, String> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number
        .filter(|factor| (1.0..=100.0).contains(factor))
        .ok_or_else(|| format!("expected a number from 1 to 100, got {}", super::display::brief(value)))
}

/// Reads a rendered size.
pub fn read_size(value: &Value) -> std::result::Result<u64, String> {
    crate::model::units::parse_size(&as_text(value))
}

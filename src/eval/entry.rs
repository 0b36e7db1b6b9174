//! Values of an entry of a query, form, path or list of headers.

use std::borrow::Cow;

use super::as_text::as_text;
use super::error::EvalError;
use super::render::{self, RenderError, scalar_text};
use super::scope::Scope;
use crate::model::{Data, Entry, Text};
use crate::value::Value;

type Result<T> = std::result::Result<T, RenderError>;

/// The values of one name: a list repeats it; a literal `null` gives none.
pub fn values(entry: &Entry, scope: &Scope<'_>) -> Result<Vec<String>> {
    match &entry.value {
        Data::Null(_) => Ok(Vec::new()),
        Data::List(items, _) => {
            let items = items.iter().filter(|item| !matches!(item, Data::Null(_)));
            items.map(|item| scalar_text(item, scope)).collect()
        }
        Data::Text(text) => match render::text_value(text, scope)? {
            Cow::Owned(Value::String(value)) => Ok(vec![value]),
            value => match value.as_ref() {
                Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
                    Err(not_plain(entry, text))
                }
                Value::Array(items) => Ok(items.iter().map(as_text).collect()),
                Value::Object(_) => Err(not_plain(entry, text)),
                plain => Ok(vec![as_text(plain)]),
            },
        },
        other => Ok(vec![scalar_text(other, scope)?]),
    }
}

fn not_plain(entry: &Entry, text: &Text) -> RenderError {
    let message =
        format!("`{}` takes a plain value or a list of plain values, not an object", entry.name.value);
    RenderError::new(EvalError::new(message), &text.raw, text.span)
}

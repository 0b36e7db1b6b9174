//! Values as texts.

use crate::value::Value;

/// Converts a value to a string: strings stay as they are, anything else becomes JSON.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

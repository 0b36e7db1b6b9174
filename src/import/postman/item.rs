//! An item of a collection.

use crate::value::Value;

use super::auth::Auth;

/// A request of the collection, with the folders around it.
pub struct Item<'c> {
    pub at: String,
    pub folder: String,
    /// Scripts of the folder that begins with it.
    pub above: Vec<String>,
    pub value: &'c Value,
    pub auth: Auth<'c>,
}

/// A description: a text, or a map with one.
pub fn described(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Object(map) => map.get("content").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

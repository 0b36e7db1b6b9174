//! Lists of keys and values.

use crate::value::Value;

use crate::import::variables::Variables;

/// Keys and values that are not disabled.
pub fn entries(list: Option<&Value>, variables: &mut Variables) -> Vec<(String, String)> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let enabled = list.filter(|entry| entry.get("disabled") != Some(&Value::Bool(true)));
    let text = |entry: &Value, key: &str| match entry.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    enabled
        .map(|entry| (text(entry, "key"), variables.text(&text(entry, "value"))))
        .filter(|(key, _)| !key.is_empty() && !key.contains("{{"))
        .collect()
}

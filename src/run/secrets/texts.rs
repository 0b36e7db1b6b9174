//! The strings that a value consists of.

use crate::value::Value;

/// Calls back with every string and number inside of a value, in no particular order. Use it to find what to mask of a
/// secret that is a list or an object.
pub fn for_each_string(value: &Value, each: &mut dyn FnMut(String)) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) => each(text.clone()),
            Value::Number(number) => each(number.to_string()),
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => pending.extend(members.values()),
            Value::Null | Value::Bool(_) => {}
        }
    }
}

//! What `with` gives to an input of a fragment.

use crate::model::InputType;
use crate::value::Value;

/// A value as the value of an input of this type: a text is read as one from outside is, anything else must have the
/// type, since nothing is converted silently. The error says what it is and what it should be.
pub fn given(kind: InputType, value: Value) -> Result<Value, String> {
    let fits = match (kind, &value) {
        (InputType::Json, Value::String(_)) => true,
        (InputType::String, Value::String(_)) => true,
        (_, Value::String(text)) => match kind.read(text) {
            Some(value) => return Ok(value),
            None => false,
        },
        (InputType::Integer, Value::Number(number)) => number.is_integer(),
        (InputType::Number, Value::Number(_)) => true,
        (InputType::Boolean, Value::Bool(_)) => true,
        (InputType::Json, _) => true,
        _ => false,
    };
    if fits {
        return Ok(value);
    }
    Err(format!("takes {}, not {}", kind.words(), describe(&value)))
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a different kind of string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

#[cfg(test)]
mod tests {
    use crate::value::json;

    use super::*;

    #[test]
    fn texts_are_read_and_nothing_else_is_converted() {
        assert_eq!(given(InputType::Integer, json!("12")), Ok(json!(12)));
        assert_eq!(given(InputType::String, json!("012")), Ok(json!("012")));
        assert_eq!(given(InputType::Json, json!([1])), Ok(json!([1])));
        assert_eq!(given(InputType::Json, json!("{")), Ok(json!("{")));
        assert!(given(InputType::String, json!(12)).is_err());
        assert!(given(InputType::Integer, json!(1.5)).is_err());
        assert!(given(InputType::Boolean, json!("yes")).is_err());
    }
}

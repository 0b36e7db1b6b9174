//! Values as they flow between templates, bodies and matchers, and the one meaning of equality and order.
//!
//! A value is a `serde_json::Value`. `serde_json` itself says `1 != 1.0`; here numbers compare by value: integers
//! of 64 bits exactly, all others as IEEE 754 doubles. Nothing else converts (`"1"` is not `1`).

use std::cmp::Ordering;

use serde_json::Number;
pub use serde_json::{Map, Value};

/// The name of a value's JSON type, as users write it in `type:`; an integer is `integer`.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if is_integer(number) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// True for numbers without a fractional part, however they are written (`1`, `1.0`, `1e3`), as in JSON Schema.
pub fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|double| double.is_finite() && double.fract() == 0.0)
}

/// Structural equality: numbers by value, objects without order, everything else exactly.
pub fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => compare_numbers(left, right) == Some(Ordering::Equal),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => left == right,
    }
}

/// Orders two numbers: two integers of 64 bits exactly, anything else as doubles. `None` only for NaN, which JSON
/// cannot hold.
pub fn compare_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_equal_by_value_and_integers_exactly() {
        assert!(equal(&json!(1), &json!(1.0)));
        assert!(equal(&json!([{ "a": 1 }]), &json!([{ "a": 1.0 }])));
        assert!(!equal(&json!("1"), &json!(1)));
        assert!(!equal(&json!(9007199254740993u64), &json!(9007199254740992u64)));
        assert!(!equal(&json!(u64::MAX), &json!(i64::MIN)));
        assert!(equal(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })));
    }

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        assert_eq!(type_name(&json!(1.0)), "integer");
        assert_eq!(type_name(&json!(1.5)), "number");
    }
}

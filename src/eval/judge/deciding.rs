//! What of two unequal values makes them unequal, for the diff of a failure.

use super::equality::{Comparing, compare};
use crate::value::{Map, Value};

/// The expected value and the actual one without what does not decide: ignored parts, members that `partial` does not
/// name, the order of members, equal numbers that are written differently, and the order of arrays that are equal as
/// bags.
pub fn deciding(expected: &Value, actual: &Value, how: &Comparing<'_>) -> (Value, Value) {
    (counting(expected, how), deciding_of(expected, actual, how))
}

fn deciding_of(expected: &Value, actual: &Value, how: &Comparing<'_>) -> Value {
    if matches!(compare(expected, actual, how), Ok(true)) {
        return counting(expected, how);
    }
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let mut members = Map::new();
            for (key, value) in expected.iter().filter(|(_, value)| how.counts(value)) {
                if let Some(other) = actual.get(key).filter(|other| how.counts(other)) {
                    members.insert(key.clone(), deciding_of(value, other, how));
                }
            }
            let others = actual.iter().filter(|(key, _)| !how.partial && !expected.contains_key(key));
            for (key, value) in others.filter(|(_, value)| how.counts(value)) {
                members.insert(key.clone(), counting(value, how));
            }
            Value::Object(members)
        }
        (Value::Array(expected), Value::Array(actual)) => {
            let mut expected = expected.iter().filter(|value| how.counts(value));
            let actual = actual.iter().filter(|value| how.counts(value));
            let elements = actual.map(|actual| match expected.next() {
                Some(expected) => deciding_of(expected, actual, how),
                None => counting(actual, how),
            });
            Value::Array(elements.collect())
        }
        (_, actual) => actual.clone(),
    }
}

/// A value without what is ignored in it.
fn counting(value: &Value, how: &Comparing<'_>) -> Value {
    match value {
        _ if how.skip.is_empty() => value.clone(),
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| how.counts(value));
            Value::Object(kept.map(|(key, value)| (key.clone(), counting(value, how))).collect())
        }
        Value::Array(elements) => {
            let kept = elements.iter().filter(|value| how.counts(value));
            Value::Array(kept.map(|value| counting(value, how)).collect())
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::judge::equality::Itself;
    use crate::value::json;

    #[test]
    fn only_what_decides_is_left() {
        let expected = json!({ "a": 1, "b": [1, 2], "c": { "d": 1 } });
        let actual = json!({ "c": { "d": 2, "x": 0 }, "b": [2, 1], "a": 1, "y": 0 });
        let partial = Comparing { partial: true, any_order: true, ..Comparing::default() };
        let (left, right) = deciding(&expected, &actual, &partial);
        assert_eq!(left.to_string(), r#"{"a":1,"b":[1,2],"c":{"d":1}}"#);
        assert_eq!(right.to_string(), r#"{"a":1,"b":[1,2],"c":{"d":2}}"#);
        let (_, right) = deciding(&expected, &actual, &Comparing::default());
        assert_eq!(right.to_string(), r#"{"a":1,"b":[2,1],"c":{"d":2,"x":0},"y":0}"#);
    }

    #[test]
    fn ignored_parts_are_on_neither_side() {
        let (expected, actual) = (json!({ "a": 1, "id": 7 }), json!({ "id": 8, "a": 2 }));
        let skip = [&expected, &actual].map(|side| side.get("id").map(Itself));
        let how = Comparing { skip: skip.into_iter().flatten().collect(), ..Comparing::default() };
        let (left, right) = deciding(&expected, &actual, &how);
        assert_eq!((left.to_string(), right.to_string()), (r#"{"a":1}"#.into(), r#"{"a":2}"#.into()));
    }
}

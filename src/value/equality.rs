//! The one meaning of equality and order: numbers by value, objects without order, everything else exactly.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Number;

use super::Value;

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

/// Orders two numbers by what they are, integers of 64 bits and doubles, without rounding either to the other. `None` only
/// for NaN, which JSON cannot hold.
pub fn compare_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        (Some(left), None) => compare_with_double(left, right.as_f64()?),
        (None, Some(right)) => compare_with_double(right, left.as_f64()?).map(Ordering::reverse),
        (None, None) => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// What differs after rounding differed before; what does not is a double without a fraction.
fn compare_with_double(integer: i128, double: f64) -> Option<Ordering> {
    (integer as f64).partial_cmp(&double).map(|rounded| rounded.then(integer.cmp(&(double as i128))))
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The first pair of equal elements. A list may have a million of them: only those with the same hash are compared, and
/// only of those more is held than the hash.
pub fn equal_pair(elements: &[&Value]) -> Option<(usize, usize)> {
    let mut all: Vec<u64> = elements.iter().map(|element| hash(element)).collect();
    all.sort_unstable();
    let twice: HashSet<u64> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    if twice.is_empty() {
        return None;
    }
    drop(all);
    let places = elements.iter().enumerate().map(|(index, element)| (hash(element), index));
    let mut hashes: Vec<(u64, usize)> = places.filter(|(hash, _)| twice.contains(hash)).collect();
    hashes.sort_unstable();
    let alike = hashes.chunk_by(|left, right| left.0 == right.0);
    let pair = |alike: &[(u64, usize)]| {
        (1..alike.len()).find_map(|second| {
            let (_, second_index) = alike[second];
            let equals = |(_, first): &&(u64, usize)| equal(elements[*first], elements[second_index]);
            alike[..second].iter().find(equals).map(|(_, first)| (*first, second_index))
        })
    };
    alike.filter_map(pair).min_by_key(|(_, second)| *second)
}

/// The same for all values that are equal.
fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::mem::discriminant(value).hash(&mut hasher);
    match value {
        Value::Number(number) => whole(number).hash(&mut hasher),
        Value::Array(items) => items.iter().for_each(|item| hash(item).hash(&mut hasher)),
        // Members have no order.
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let mut hasher = DefaultHasher::new();
                (key, hash(value)).hash(&mut hasher);
                hasher.finish()
            })
            .fold(0, u64::wrapping_add)
            .hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Null => {}
    }
    hasher.finish()
}

/// The integer that a number is, however it is written, or else the bits of its double.
fn whole(number: &Number) -> Result<i128, u64> {
    integer(number).ok_or_else(|| number.as_f64().unwrap_or_default()).or_else(|double| {
        let cut = double as i128;
        if cut as f64 == double { Ok(cut) } else { Err(double.to_bits()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{json, type_name};

    #[test]
    fn numbers_are_equal_by_value_and_integers_exactly() {
        assert!(equal(&json!(1), &json!(1.0)));
        assert!(equal(&json!([{ "a": 1 }]), &json!([{ "a": 1.0 }])));
        assert!(!equal(&json!("1"), &json!(1)));
        assert!(!equal(&json!(9007199254740993u64), &json!(9007199254740992u64)));
        assert!(!equal(&json!(u64::MAX), &json!(i64::MIN)));
        assert!(!equal(&json!(9007199254740993u64), &json!(9007199254740992.0)));
        assert!(!equal(&json!(u64::MAX), &json!(18446744073709551616.0)));
        assert!(equal(&json!(1u64 << 63), &json!(9223372036854775808.0)));
        assert!(equal(&json!(0), &json!(-0.0)));
        assert!(equal(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })));
    }

    #[test]
    fn numbers_are_ordered_without_rounding() {
        let ordered = [
            json!(-1e300),
            json!(i64::MIN),
            json!(-1.5),
            json!(-1),
            json!(-5e-324),
            json!(-0.0),
            json!(0.5),
            json!(9007199254740992.0),
            json!(9007199254740993u64),
            json!(9223372036854774784.0),
            json!(i64::MAX),
            json!(9223372036854775808.0),
            json!(u64::MAX),
            json!(18446744073709551616.0),
            json!(1e300),
        ];
        for (left, one) in ordered.iter().enumerate() {
            for (right, other) in ordered.iter().enumerate() {
                let found = compare_numbers(one.as_number().unwrap(), other.as_number().unwrap());
                assert_eq!(found, Some(left.cmp(&right)), "{one} and {other}");
                assert_eq!(hash(one) == hash(other), left == right, "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        assert_eq!(type_name(&json!(1.0)), "integer");
        assert_eq!(type_name(&json!(1.5)), "number");
    }

    #[test]
    fn equal_elements_are_found_however_they_are_written() {
        for (list, found) in [
            (json!([1, 2, 1.0]), Some((0, 2))),
            (json!([0, -0.0]), Some((0, 1))),
            (json!(["1", 1, null, false, [], {}]), None),
            (json!([{ "a": 1, "b": [2] }, { "a": 1 }, { "b": [2.0], "a": 1 }]), Some((0, 2))),
            (json!([[1, 2], [2, 1], [[1], 2]]), None),
            (json!([9007199254740993_u64, 9007199254740992_u64, 9007199254740992.0]), Some((1, 2))),
            (json!([9007199254740993_u64, 9007199254740992.0]), None),
            (json!(["a", "b", "b", "a"]), Some((1, 2))),
        ] {
            assert_eq!(equal_pair(&list.as_array().unwrap().iter().collect::<Vec<_>>()), found, "{list}");
        }
    }
}

//! Values as keys: hashes that agree with equality, and elements that are there twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Value;

/// Equal values have equal hashes.
impl Hash for Value {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        std::mem::discriminant(self).hash(hasher);
        match self {
            Value::Null => {}
            Value::Bool(value) => value.hash(hasher),
            Value::Number(number) => number.hash(hasher),
            Value::String(text) => text.hash(hasher),
            Value::Array(items) => items.hash(hasher),
            // Members have no order.
            Value::Object(members) => {
                members.iter().map(|member| hash(&member)).fold(0, u64::wrapping_add).hash(hasher);
            }
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The first pair of equal elements. A list may have a million of them: only those with the same hash are compared, and
/// only of those more is held than the hash.
pub fn equal_pair(elements: &[&Value]) -> Option<(usize, usize)> {
    let mut all: Vec<u64> = elements.iter().map(|element| hash(*element)).collect();
    all.sort_unstable();
    let twice: HashSet<u64> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    if twice.is_empty() {
        return None;
    }
    drop(all);
    let places = elements.iter().enumerate().map(|(index, element)| (hash(*element), index));
    let mut hashes: Vec<(u64, usize)> = places.filter(|(hash, _)| twice.contains(hash)).collect();
    hashes.sort_unstable();
    let alike = hashes.chunk_by(|left, right| left.0 == right.0);
    let pair = |alike: &[(u64, usize)]| {
        (1..alike.len()).find_map(|second| {
            let (_, second_index) = alike[second];
            let equals = |(_, first): &&(u64, usize)| elements[*first] == elements[second_index];
            alike[..second].iter().find(equals).map(|(_, first)| (*first, second_index))
        })
    };
    alike.filter_map(pair).min_by_key(|(_, second)| *second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{json, type_name};

    fn same(left: &Value, right: &Value) -> bool {
        assert!(left != right || hash(left) == hash(right), "{left} and {right}");
        left == right
    }

    #[test]
    fn numbers_are_equal_by_value_and_integers_exactly() {
        assert!(same(&json!(1), &json!(1.0)));
        assert!(same(&json!([{ "a": 1 }]), &json!([{ "a": 1.0 }])));
        assert!(!same(&json!("1"), &json!(1)));
        assert!(!same(&json!(9007199254740993u64), &json!(9007199254740992u64)));
        assert!(!same(&json!(u64::MAX), &json!(i64::MIN)));
        assert!(!same(&json!(9007199254740993u64), &json!(9007199254740992.0)));
        assert!(!same(&json!(u64::MAX), &json!(18446744073709551616.0)));
        // A double is the number that is written for it: 9.223372036854776e18.
        assert!(!same(&json!(1u64 << 63), &json!(9223372036854775808.0)));
        assert!(same(&json!(0), &json!(-0.0)));
        assert!(same(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })));
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
                let found = one.as_number().unwrap().cmp(other.as_number().unwrap());
                assert_eq!(found, left.cmp(&right), "{one} and {other}");
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

//! JSON Pointers (RFC 6901).

use super::Value;

/// The segments of a pointer, unescaped.
pub fn segments(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

/// An element's number: digits, without a zero before them.
fn index(segment: &str) -> Option<usize> {
    let plain = segment == "0" || !segment.starts_with(['0', '+']);
    plain.then(|| segment.parse().ok()).flatten()
}

impl Value {
    /// The value at a JSON Pointer.
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        segments(pointer).try_fold(self, |value, segment| match value {
            Value::Object(members) => members.get(&segment),
            Value::Array(items) => items.get(index(&segment)?),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json;

    #[test]
    fn segments_are_names_and_places() {
        let own = json!({ "": [1], "a/b": { "~": 2, "~1": 3 }, "0": [[4], 5], "é \"": 6 });
        let theirs = serde_json::Value::from(&own);
        for (pointer, found) in [
            ("//0", Some(json!(1))),
            ("/a~1b/~0", Some(json!(2))),
            ("/a~1b/~01", Some(json!(3))),
            ("/0/0/0", Some(json!(4))),
            ("/0/1", Some(json!(5))),
            ("/é \"", Some(json!(6))),
            ("", Some(own.clone())),
            ("0/1", None),
            ("/0/01", None),
            ("/0/+1", None),
            ("/0/-", None),
            ("/0/2", None),
            ("/0/", None),
            ("/0/99999999999999999999", None),
            ("/0/1/x", None),
            ("/", Some(json!([1]))),
        ] {
            assert_eq!(own.pointer(pointer), found.as_ref(), "{pointer}");
            assert_eq!(theirs.pointer(pointer).map(Value::from), found, "{pointer}");
        }
    }
}

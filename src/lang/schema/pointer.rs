//! JSON Pointers (RFC 6901), and how people see the places that they name.

use crate::value::{Value, segments};

/// The pointer that these segments make.
pub fn pointer_of<'s>(segments: impl IntoIterator<Item = &'s str>) -> String {
    let mut pointer = String::new();
    for segment in segments {
        pointer.push('/');
        pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// A place in a value as the JSONPath that scenarios would write.
pub fn json_path(pointer: &str, root: &Value) -> String {
    let mut path = String::from("$");
    let mut node = Some(root);
    for segment in segments(pointer) {
        match node {
            Some(Value::Array(items)) => {
                path.push_str(&format!("[{segment}]"));
                node = segment.parse::<usize>().ok().and_then(|index| items.get(index));
            }
            other => {
                path.push_str(&member(&segment));
                node = other.and_then(|value| value.get(&segment));
            }
        }
    }
    path
}

/// A member of an object, as the end of a JSONPath.
pub fn member(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match plain {
        true => format!(".{name}"),
        false => format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}

#[cfg(test)]
mod tests {
    use crate::value::json;

    use super::*;

    #[test]
    fn places_are_shown_as_paths() {
        let value = json!({"a": [{"x y": 1, "0": [2]}]});
        assert_eq!(json_path("", &value), "$");
        assert_eq!(json_path("/a/0/x y", &value), "$.a[0]['x y']");
        assert_eq!(json_path("/a/0/0/0", &value), "$.a[0]['0'][0]");
        assert_eq!(json_path("/it's", &value), "$['it\\'s']");
        assert_eq!(pointer_of(["a/b", "~"]), "/a~1b/~0");
    }
}

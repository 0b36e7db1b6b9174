//! A body as JSON, with what a reader notices in passing: duplicate keys, characters that were replaced.

use crate::model::Kind;
use crate::value::{self, JsonError, JsonErrorKind, Reading, Value};

/// Values of a body where nothing else is said: a tree takes up to twenty times its text.
pub const MAX_VALUES: usize = crate::vocabulary::limits::MAX_JSON_VALUES;

/// A body, read.
#[derive(Debug)]
pub struct JsonBody(Reading);

/// Why a body is not read.
#[derive(Debug, Clone)]
pub struct JsonProblem {
    /// `not-json`, `limit`, or `protocol` where the body cannot be decoded.
    pub kind: Kind,
    /// Completes "the body …".
    pub message: String,
}

impl JsonBody {
    /// Reads a body of at most so many values.
    pub fn read(text: &str, max_values: usize) -> Result<Self, JsonProblem> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(JsonProblem { kind: Kind::NotJson, message: "is empty, not JSON".to_owned() });
        }
        value::read(text, max_values).map(JsonBody).map_err(|error| describe(&error, max_values))
    }

    /// The value.
    pub fn root(&self) -> &Value {
        &self.0.value
    }

    /// Keys that an object has twice, some of them.
    pub fn duplicate_keys(&self) -> &[String] {
        &self.0.duplicate_keys
    }

    /// True where an escape sequence with a lone surrogate was read as U+FFFD.
    pub fn has_replaced(&self) -> bool {
        self.0.replaced
    }
}

fn describe(error: &JsonError, max_values: usize) -> JsonProblem {
    let (kind, message) = match error.kind {
        JsonErrorKind::Values => (
            Kind::Limit,
            format!(
                "has more than {max_values} JSON values, which is the limit; to allow more, set `limits: {{ max_json_values: … }}` in runthrough.yaml"
            ),
        ),
        JsonErrorKind::Depth => (Kind::Limit, format!("is {error}, which is the limit")),
        JsonErrorKind::End | JsonErrorKind::Unexpected(_) => {
            (Kind::NotJson, format!("is not valid JSON: {error}"))
        }
    };
    JsonProblem { kind, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_values_are_a_limit_and_no_json_is_none() {
        assert_eq!(JsonBody::read("[1,1,1,1]", 4).unwrap_err().kind, Kind::Limit);
        assert!(JsonBody::read("[1,1,1]", 4).is_ok());
        assert_eq!(JsonBody::read("<html>", 4).unwrap_err().kind, Kind::NotJson);
        let message = JsonBody::read("[1e400, 18446744073709551616, x]", MAX_VALUES).unwrap_err().message;
        assert_eq!(message, "is not valid JSON: unexpected `x` at line 1, column 31");
        let deep = JsonBody::read(&"[".repeat(1000), MAX_VALUES).unwrap_err();
        assert_eq!(deep.kind, Kind::Limit);
        assert_eq!(
            deep.message,
            "is nested deeper than 128 levels at line 1, column 129, which is the limit"
        );
        assert_eq!(JsonBody::read("\u{feff}[1]", MAX_VALUES).unwrap().root().to_string(), "[1]");
    }
}

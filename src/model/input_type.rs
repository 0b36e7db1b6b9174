//! The types that a text from outside may become.

use crate::value::{Number, Value};

/// What a text from outside becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputType {
    /// Stays text: `012345` keeps its zero.
    String,
    /// A whole number.
    Integer,
    Number,
    Boolean,
    /// Any JSON.
    Json,
}

impl InputType {
    /// All, by the name that files use.
    pub const ALL: &[(&'static str, InputType)] = &[
        ("string", InputType::String),
        ("integer", InputType::Integer),
        ("number", InputType::Number),
        ("boolean", InputType::Boolean),
        ("json", InputType::Json),
    ];

    /// The name that files use.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The value that a text means; `None` when it is none of this type.
    pub fn read(self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        match self {
            InputType::String => Some(text.into()),
            InputType::Integer => match trimmed.parse::<i64>() {
                Ok(integer) => Some(integer.into()),
                Err(_) => trimmed.parse().ok().filter(Number::is_written_as_integer).map(Value::Number),
            },
            InputType::Number => trimmed.parse().ok().map(Value::Number),
            InputType::Boolean => trimmed.parse::<bool>().ok().map(Value::from),
            InputType::Json => trimmed.parse().ok(),
        }
    }

    /// In words, for "… should be …".
    pub fn words(self) -> &'static str {
        match self {
            InputType::String => "a string",
            InputType::Integer => "an integer",
            InputType::Number => "a number",
            InputType::Boolean => "true or false",
            InputType::Json => "JSON",
        }
    }

    /// A text of this type.
    pub fn example(self) -> &'static str {
        match self {
            InputType::String => "abc",
            InputType::Integer => "42",
            InputType::Number => "1.5",
            InputType::Boolean => "true",
            InputType::Json => "'{\"a\": 1}'",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::value::json;

    use super::*;

    #[test]
    fn texts_become_what_the_type_says_or_nothing() {
        assert_eq!(InputType::String.read(" 01 "), Some(json!(" 01 ")));
        assert_eq!(InputType::Integer.read(" 42 "), Some(json!(42)));
        assert_eq!(InputType::Integer.read("18446744073709551615"), Some(json!(u64::MAX)));
        assert_eq!(InputType::Number.read("1e3"), Some(json!(1000.0)));
        assert_eq!(InputType::Boolean.read("true"), Some(json!(true)));
        assert_eq!(InputType::Json.read("[1]"), Some(json!([1])));
        for (kind, text) in [
            (InputType::Integer, "1.5"),
            (InputType::Integer, ""),
            (InputType::Number, "true"),
            (InputType::Boolean, "yes"),
            (InputType::Json, "{"),
        ] {
            assert_eq!(kind.read(text), None, "{text}");
        }
    }
}

//! To and from other types: `serde_json` for documents that it reads and writes, Rust's own for everything built here.

use std::fmt;
use std::ops::Index;
use std::str::FromStr;

use super::{JsonError, JsonText, Map, Number, Value, read};

/// As JSON, in one line; with `{:#}` indented.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match out.alternate() {
            true => self.write_pretty(out),
            false => self.write_json(out),
        }
    }
}

impl Value {
    /// The value as JSON in one line; faster than formatting it.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        // A string takes everything.
        let _ = self.write_json(&mut text);
        text
    }
}

/// Reads a JSON text of any length.
impl FromStr for Value {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        read(text, usize::MAX).map(|reading| reading.value)
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.into()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::Array(items.iter().map(Value::from).collect()),
            serde_json::Value::Object(members) => {
                members.iter().map(|(key, value)| (key.as_str(), Value::from(value))).collect::<Map>().into()
            }
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Value::from(&value)
    }
}

/// With the nearest numbers that `serde_json` can hold.
impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => serde_json::Number::from(number).into(),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(serde_json::Value::from).collect(),
            Value::Object(members) => {
                members.iter().map(|(key, value)| (key.to_string(), serde_json::Value::from(value))).collect()
            }
        }
    }
}

impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        serde_json::Value::from(&value)
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $make:expr,)*) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        })*
    };
}

from! {
    bool => |value| Value::Bool(value),
    i32 => |value| Value::Number(value.into()),
    i64 => |value| Value::Number(value.into()),
    u16 => |value| Value::Number(value.into()),
    u64 => |value| Value::Number(value.into()),
    usize => |value| Value::Number(value.into()),
    // JSON has neither infinity nor NaN.
    f64 => |value| Number::from_f64(value).map_or(Value::Null, Value::Number),
    Number => |value| Value::Number(value),
    &str => |value| Value::String(value.to_owned()),
    String => |value| Value::String(value),
    Map => |value| Value::Object(value),
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

/// `null` where there is no such member.
impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

/// `null` where there is no such element.
impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, place: usize) -> &Value {
        self.as_array().and_then(|items| items.get(place)).unwrap_or(&Value::Null)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == Some(*text)
    }
}

impl PartialEq<i64> for Value {
    fn eq(&self, number: &i64) -> bool {
        self.as_i64() == Some(*number)
    }
}

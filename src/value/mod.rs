//! Values as they flow between templates, bodies and matchers, and the one meaning of equality and order.
//!
//! A [`Value`] is JSON (RFC 8259) in a third of the memory of `serde_json`'s: its objects have lists of members for maps, and
//! share their names. Its numbers keep their digits and compare by value, exactly: `1` equals `1.0`, and `0.1` does not equal
//! `0.10000000000000000001`. Nothing else converts (`"1"` is not `1`).

mod convert;
mod equality;
mod json_error;
mod json_text;
mod key;
mod map;
mod number;
mod pointer;
mod type_name;

pub use equality::equal_pair;
pub use json_error::reason as json_error_reason;
pub use json_text::{JsonError, JsonErrorKind, JsonText, Reading, read, read_prefix};
pub use key::Key;
use map::OrderedMap;
use number::number_end;
pub use number::{Number, NumberError, Rounding};
pub use pointer::segments;
pub use type_name::type_name;

/// A JSON value. Equal are numbers by value, objects without order, everything else exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    /// With the digits that were written.
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Map),
}

/// The members of an object, in the order in which they came.
pub type Map = OrderedMap<Value>;

impl Value {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Map> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The elements of an array, to be changed.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object, to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// `true` or `false`, where it is one of them.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number, where it is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The integer that a number is, however it is written, where it fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The integer that a number is, however it is written, where it fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The nearest double of a number; `None` beyond their range.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// True for `true` and `false`.
    pub fn is_boolean(&self) -> bool {
        matches!(self, Value::Bool(_))
    }

    /// True for a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Value::Number(_))
    }

    /// True for a text.
    pub fn is_string(&self) -> bool {
        matches!(self, Value::String(_))
    }

    /// True for an array.
    pub fn is_array(&self) -> bool {
        matches!(self, Value::Array(_))
    }

    /// True for an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Value::Object(_))
    }

    /// Refuses numbers that are too long to be worked with, however deep they are ([`Number::check_length`]).
    pub fn check_numbers(&self) -> Result<(), NumberError> {
        match self {
            Value::Number(number) => number.check_length(),
            Value::Array(items) => items.iter().try_for_each(Value::check_numbers),
            Value::Object(members) => members.values().try_for_each(Value::check_numbers),
            Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        }
    }

    /// The element of an array at this place.
    pub fn item(&self, place: usize) -> Option<&Value> {
        self.as_array()?.get(place)
    }

    /// The member of an object with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }
}

/// A value as it is written in JSON, for tests.
#[cfg(test)]
macro_rules! json {
    ($($json:tt)+) => { $crate::value::Value::from(serde_json::json!($($json)+)) };
}
#[cfg(test)]
pub(crate) use json;

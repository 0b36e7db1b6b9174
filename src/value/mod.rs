//! Values as they flow between templates, bodies and matchers, and the one meaning of equality and order.
//!
//! A [`Value`] is JSON (RFC 8259) as `serde_json` reads it, in a third of the memory: its objects have lists of members for
//! maps, and share their names. `serde_json` itself says `1 != 1.0`; here numbers compare by value: integers of 64 bits
//! exactly, all others as IEEE 754 doubles. Nothing else converts (`"1"` is not `1`).

mod convert;
mod equality;
mod json_error;
mod key;
mod map;
mod pointer;
mod read;
mod type_name;

use serde_json::Number;

pub use equality::{compare_numbers, equal, equal_pair, is_integer};
pub use json_error::{is_too_deep, reason as json_error_reason};
pub use key::Key;
use map::OrderedMap;
pub use pointer::segments;
pub use read::read;
pub use type_name::type_name;

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    /// An integer of 64 bits or a double.
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

    /// An integer that fits, where it is one.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// An integer that fits, where it is one.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The nearest double of a number.
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

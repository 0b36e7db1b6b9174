//! Our values as the validator sees them: it has one of its own for schemas only.

use std::borrow::Cow;
use std::sync::Arc;

use jsonschema::JsonType;
use jsonschema::json::{self, Array, Json, JsonNumber, NodeIdentity, Object};

use crate::value::{Key, Map, Number, Value, equal_pair};

/// Values that are judged, for the validator's type parameter.
#[derive(Debug, Clone, Copy)]
pub struct Instance;

impl Json for Instance {
    type Node<'a> = &'a Value;
    type PreparedKey = String;
    type StringBuffer = Value;

    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(buffer: &mut Value, string: &str, judge: impl FnOnce(&Value) -> T) -> T {
        *buffer = string.into();
        judge(buffer)
    }
}

impl JsonNumber for &Number {
    fn as_u64(&self) -> Option<u64> {
        Number::as_u64(self)
    }

    fn as_i64(&self) -> Option<i64> {
        Number::as_i64(self)
    }

    fn as_f64(&self) -> Option<f64> {
        Number::as_f64(self)
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(serde_json::Number::from(*self))
    }

    fn is_integer(&self) -> bool {
        Number::is_integer(self)
    }

    fn is_written_as_integer(&self) -> bool {
        Number::is_written_as_integer(self)
    }
}

impl<'a> json::Node<'a, Instance> for &'a Value {
    type Object = &'a Map;
    type Array = &'a [Value];
    type Number = &'a Number;

    fn as_object(&self) -> Option<&'a Map> {
        Value::as_object(self)
    }

    fn as_array(&self) -> Option<&'a [Value]> {
        Value::as_array(self).map(Vec::as_slice)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        Value::as_str(self).map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<&'a Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        Value::as_bool(self)
    }

    fn is_null(&self) -> bool {
        Value::is_null(self)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self, expected) {
            (Value::Array(items), serde_json::Value::Array(others)) => {
                items.len() == others.len()
                    && items.iter().zip(others).all(|(item, other)| item.equals_value(other))
            }
            (Value::Object(members), serde_json::Value::Object(others)) => {
                members.len() == others.len()
                    && members.iter().all(|(name, value)| {
                        others.get(name.as_str()).is_some_and(|other| value.equals_value(other))
                    })
            }
            (Value::String(text), serde_json::Value::String(other)) => text == other,
            (Value::Number(number), serde_json::Value::Number(other)) => *number == Number::from(other),
            (Value::Bool(value), serde_json::Value::Bool(other)) => value == other,
            (Value::Null, serde_json::Value::Null) => true,
            _ => false,
        }
    }

    /// Asked for where an error is told, for a copy. Whoever tells of it finds the value by its place instead: that of a
    /// large body costs much.
    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(serde_json::Value::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Value>(self) as usize))
    }
}

impl<'a> Object<'a, Instance> for &'a Map {
    type Node = &'a Value;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        Map::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Value> {
        Map::get(self, key)
    }

    fn members(&self) -> Members<'a> {
        Members((*self).into_iter())
    }
}

/// Goes through the members of an object.
pub struct Members<'a>(<&'a Map as IntoIterator>::IntoIter);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value): (&'a Key, _)| (name.as_str(), value))
    }
}

impl<'a> Array<'a, Instance> for &'a [Value] {
    type Node = &'a Value;
    type ElementsIter = std::slice::Iter<'a, Value>;

    fn len(&self) -> usize {
        <[Value]>::len(self)
    }

    fn elements(&self) -> std::slice::Iter<'a, Value> {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        equal_pair(&self.iter().collect::<Vec<_>>()).is_none()
    }
}

/// A compiled schema.
pub type Validator = jsonschema::Validator<Instance>;

/// How a schema is compiled.
pub type Options<'i> = jsonschema::ValidationOptions<'i, Arc<dyn jsonschema::Retrieve>, Instance>;

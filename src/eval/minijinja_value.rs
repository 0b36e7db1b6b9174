//! Between our values and those of minijinja's filters and tests.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Kwargs, Object, ObjectRepr, Value as Foreign, ValueKind};

use super::error::EvalError;
use crate::value::{Map, Number, Value};

/// A number with all of its digits. minijinja's own have 64 bits or are doubles; it compares these by asking us, and
/// whatever calculates with them is a filter of ours.
#[derive(Debug)]
struct Exact(Number);

impl Object for Exact {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_zero()
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        other.downcast_ref::<Self>().map(|other| self.0.cmp(&other.0))
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}

/// Our value as a filter takes it.
pub fn to_foreign(value: &Value) -> Foreign {
    match value {
        Value::Null => Foreign::from(()),
        Value::Bool(value) => Foreign::from(*value),
        Value::Number(number) => Foreign::from_object(Exact(number.clone())),
        Value::String(text) => Foreign::from(text.as_str()),
        Value::Array(items) => items.iter().map(to_foreign).collect(),
        Value::Object(members) => {
            Foreign::from_pairs(members.iter().map(|(key, value)| (key.as_str(), to_foreign(value))))
        }
    }
}

/// Our value as an argument of a filter: numbers there say how much or how many, and are minijinja's own where they can.
pub fn to_argument(value: &Value) -> Foreign {
    let Value::Number(number) = value else { return to_foreign(value) };
    match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => Foreign::from(integer),
        (None, Some(double)) if Number::from_f64(double).as_ref() == Some(number) => Foreign::from(double),
        _ => to_foreign(value),
    }
}

/// A filter's named arguments as one value.
pub fn named(arguments: Vec<(String, Foreign)>) -> Foreign {
    Foreign::from(arguments.into_iter().collect::<Kwargs>())
}

/// A filter's result as our value. Nothing undefined comes through.
pub fn from_foreign(value: &Foreign) -> Result<Value, EvalError> {
    let strange = |what: &str| Err(EvalError::new(format!("the result {what}")));
    if let Some(Exact(number)) = value.downcast_object_ref::<Exact>() {
        return Ok(number.clone().into());
    }
    Ok(match value.kind() {
        ValueKind::Undefined => return strange("is not a value"),
        ValueKind::None => Value::Null,
        ValueKind::Bool => value.is_true().into(),
        ValueKind::Number => {
            if let Some(integer) = value.as_i64()
                && value.is_integer()
            {
                return Ok(integer.into());
            }
            if value.is_integer() {
                return match u64::try_from(value.clone()) {
                    Ok(integer) => Ok(integer.into()),
                    Err(_) => strange("is an integer of more than 64 bits"),
                };
            }
            let double = f64::try_from(value.clone()).unwrap_or(f64::NAN);
            match Number::from_f64(double) {
                Some(number) => number.into(),
                None => return strange("is not a finite number"),
            }
        }
        ValueKind::String => value.as_str().unwrap_or_default().into(),
        ValueKind::Map => {
            let mut map = Map::new();
            for key in value.try_iter().map_err(|_| EvalError::new("the result cannot be read"))? {
                let member = value.get_item(&key).map_err(|_| EvalError::new("the result cannot be read"))?;
                map.insert(key.to_string(), from_foreign(&member)?);
            }
            map.into()
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.try_iter().map_err(|_| EvalError::new("the result cannot be read"))?;
            items.map(|item| from_foreign(&item)).collect::<Result<Vec<_>, _>>()?.into()
        }
        _ => return strange("cannot be represented in JSON"),
    })
}

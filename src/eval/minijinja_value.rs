//! Between our values and those of minijinja's filters and tests.

use minijinja::value::{Kwargs, Serde, Value as Foreign, ValueKind};

use super::error::EvalError;
use crate::value::{Map, Value};

/// Our value as a filter takes it.
pub fn to_foreign(value: &Value) -> Foreign {
    Foreign::from(Serde(value))
}

/// A filter's named arguments as one value.
pub fn named(arguments: Vec<(String, Foreign)>) -> Foreign {
    Foreign::from(arguments.into_iter().collect::<Kwargs>())
}

/// A filter's result as our value. Nothing undefined comes through.
pub fn from_foreign(value: &Foreign) -> Result<Value, EvalError> {
    let strange = |what: &str| Err(EvalError::new(format!("the result {what}")));
    Ok(match value.kind() {
        ValueKind::Undefined => return strange("is no value"),
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
                    Err(_) => strange("is a whole number beyond 64 bits"),
                };
            }
            let double = f64::try_from(value.clone()).unwrap_or(f64::NAN);
            match serde_json::Number::from_f64(double) {
                Some(number) => number.into(),
                None => return strange("is no finite number"),
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
        _ => return strange("is of a kind that has no JSON form"),
    })
}

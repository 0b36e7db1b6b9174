//! A body as its snapshot has it: pretty JSON, secrets masked, and what differs from run to run replaced by its type.

use std::collections::HashSet;

use super::judge::{Judge, Result};
use super::mask::Mask;
use crate::model::Path;
use crate::value::{Map, Value, type_name};

/// The body as it is written.
pub fn snapshot(judge: &Judge<'_>, body: &Value, hidden: &[Path], mask: &Mask) -> Result<Value> {
    let mut nodes = HashSet::new();
    for path in hidden {
        // Nodes are known by where they are: none is copied before.
        nodes.extend(judge.select(path, body)?.into_iter().map(std::ptr::from_ref::<Value>));
    }
    Ok(Writing { nodes, mask }.value(body))
}

/// The text of a snapshot.
pub fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

struct Writing<'a> {
    nodes: HashSet<*const Value>,
    mask: &'a Mask,
}

impl Writing<'_> {
    /// Recurses as deep as a body may be, which the reader of bodies bounds.
    fn value(&self, value: &Value) -> Value {
        if self.nodes.contains(&std::ptr::from_ref(value)) {
            return format!("[{}]", type_name(value)).into();
        }
        match value {
            Value::Object(members) => {
                let mut map = Map::new();
                for (key, value) in members {
                    map.insert(self.mask.apply(key).into_owned(), self.value(value));
                }
                map.into()
            }
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect::<Vec<_>>().into(),
            Value::String(text) => self.mask.apply(text).as_ref().into(),
            Value::Number(number) => {
                let text = number.to_string();
                let masked = self.mask.apply(&text);
                if masked == text { value.clone() } else { masked.as_ref().into() }
            }
            Value::Bool(_) | Value::Null => value.clone(),
        }
    }
}

//! Schemas of OpenAPI 3.0 as JSON Schema of draft 7: `nullable`, and bounds that are exclusive by a boolean.

use serde_json::{Map, Value};

use crate::lang::schema::each_part;

/// Rewrites every schema of a document.
pub fn rewrite(value: &mut Value) {
    each_part(value, &mut |members| {
        nullable(members);
        exclusive(members, "exclusiveMinimum", "minimum");
        exclusive(members, "exclusiveMaximum", "maximum");
    });
}

/// It adds to the type that stands beside it, and means nothing without one (OpenAPI 3.0.3).
fn nullable(members: &mut Map<String, Value>) {
    if members.get("nullable") != Some(&Value::Bool(true)) {
        return;
    }
    if let Some(Value::String(of)) = members.get("type") {
        let both = Value::Array(vec![Value::from(of.as_str()), Value::from("null")]);
        members.insert("type".to_owned(), both);
    }
}

fn exclusive(members: &mut Map<String, Value>, flag: &str, bound: &str) {
    match members.get(flag) {
        Some(Value::Bool(true)) => {
            members.remove(flag);
            if let Some(limit) = members.remove(bound) {
                members.insert(flag.to_owned(), limit);
            }
        }
        Some(Value::Bool(false)) => drop(members.remove(flag)),
        _ => {}
    }
}

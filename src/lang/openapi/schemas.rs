//! What OpenAPI's schemas have beyond JSON Schema, written so that keywords of our own can judge it.

use serde_json::{Map, Value};

use crate::lang::schema::each_part;

/// Stands for a `format` of whole numbers, which the validator knows for texts only.
pub const INTEGERS: &str = "x-runthrough-format";

/// Holds the alternatives of a `discriminator`, which decides between them (OpenAPI 3.1 §4.8.25).
pub const ALTERNATIVES: &str = "x-runthrough-alternatives";

/// Rewrites every schema of a document.
pub fn rewrite(value: &mut Value) {
    each_part(value, &mut |members| {
        integers(members);
        alternatives(members);
    });
}

fn integers(members: &mut Map<String, Value>) {
    if let Some(Value::String(format)) = members.get("format")
        && matches!(format.as_str(), "int32" | "int64")
    {
        let format = format.as_str().into();
        members.insert(INTEGERS.to_owned(), format);
    }
}

/// Without a discriminator's help an open schema would follow several alternatives.
fn alternatives(members: &mut Map<String, Value>) {
    let Some(Value::Object(discriminator)) = members.get("discriminator") else { return };
    if !discriminator.get("propertyName").is_some_and(Value::is_string) {
        return;
    }
    let Some(key) = ["oneOf", "anyOf"].into_iter().find(|key| members.contains_key(*key)) else { return };
    let named = |alternative: &Value| {
        alternative.get("$ref").is_some() || alternative.get("type").and_then(Value::as_str) == Some("null")
    };
    if members[key].as_array().is_some_and(|all| all.iter().all(named))
        && let Some(all) = members.remove(key)
        && let Some(Value::Object(discriminator)) = members.get_mut("discriminator")
    {
        discriminator.insert(ALTERNATIVES.to_owned(), all);
    }
}

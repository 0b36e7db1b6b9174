//! The kinds of value, as JSON Schema.

use serde_json::{Map, Value, json};

/// A definition by its name.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

pub fn any(of: impl IntoIterator<Item = Value>) -> Value {
    json!({ "anyOf": of.into_iter().collect::<Vec<_>>() })
}

/// This, or `null` for "leave it out".
pub fn or_null(value: Value) -> Value {
    any([value, json!({ "type": "null" })])
}

/// A map of this kind, or anything else. (As alternatives, an editor could not say what is wrong inside of the map.)
pub fn map_or(map: Value, other: Value) -> Value {
    json!({ "if": { "type": "object" }, "then": map, "else": other })
}

/// A list that is not empty.
pub fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of, "minItems": 1 })
}

/// A map that is not empty, with keys that are free: paths, names of headers.
pub fn free(of: Value) -> Value {
    json!({ "type": "object", "additionalProperties": of, "minProperties": 1 })
}

/// A map that is not empty, from names of variables.
pub fn named(of: Value) -> Value {
    let mut map = free(of);
    map["propertyNames"] = json!({
        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
        "patternErrorMessage": "names are letters, digits and `_`, and do not begin with a digit",
    });
    map
}

/// One of a few words.
pub fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

/// A value of the language: written out, or a template that gives it.
fn written(pattern: &str, message: &str) -> Value {
    json!({ "type": "string", "pattern": format!("{pattern}|\\$\\{{"), "patternErrorMessage": message, "errorMessage": message })
}

/// The definitions that values share.
pub fn definitions() -> Map<String, Value> {
    let definitions = json!({
        "fixed": {
            "type": "string",
            "pattern": r"^(?=[\s\S]*\S)(?![\s\S]*\$\{)",
            "patternErrorMessage": "this is a fixed string: not empty, and without `${…}`",
        },
        "text": { "type": ["string", "number", "boolean"] },
        "template": written("^$", "a template such as `${name}`"),
        "expression": { "type": ["string", "boolean"] },
        "boolean": any([json!({ "type": "boolean" }), reference("template")]),
        "integer": any([json!({ "type": "integer", "minimum": 0 }), written("^[0-9]+$", "an integer")]),
        "duration": written(
            r"^([0-9.]+(ms|s|m|h))+$",
            "a number with its unit, such as `250ms`, `10s`, `1m30s` or `2h`",
        ),
        "wait": written(
            r"^totp$|^([0-9.]+(ms|s|m|h))+$",
            "a number with its unit, such as `500ms` or `10s`, or `totp`",
        ),
        "size": written(
            "^[0-9.]+(B|KB|kB|MB|GB|KiB|MiB|GiB)$",
            "a number with its unit, such as `512B`, `64KiB` or `16MiB`",
        ),
        "scalar": { "type": ["string", "number", "boolean", "null"] },
        "entries": free(any([reference("scalar"), json!({ "type": "array", "items": reference("scalar") })])),
        "statusOperand": any([
            json!({ "type": "integer", "minimum": 100, "maximum": 999 }),
            written("^([1-9][0-9][0-9]|[1-9]xx|any)$", "a status such as `200`, `2xx` or `any`"),
        ]),
    });
    match definitions {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

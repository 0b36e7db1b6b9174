//! Which members of a document are parts with a meaning, and which are names or data that only look like one.

use serde_json::{Map, Value};

/// Members that hold parts under free names, so that a name in them has no meaning of its own.
const NAME_MAPS: [&str; 24] = [
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "paths",
    "webhooks",
    "content",
    "encoding",
    "examples",
    "mapping",
    "variables",
    "scopes",
];

/// Members that hold data, in which a keyword is a word like any other.
const DATA: [&str; 5] = ["enum", "const", "default", "example", "value"];

/// What the value of a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A part of the document, or several in a list.
    Part,
    /// Parts under free names.
    Names,
    Data,
}

/// What a member of a part holds.
pub fn holds(name: &str, value: &Value) -> Holds {
    match value {
        // As JSON Schema has it; the one of OpenAPI is a map of names.
        Value::Array(_) if name == "examples" => Holds::Data,
        _ if DATA.contains(&name) => Holds::Data,
        Value::Object(_) if NAME_MAPS.contains(&name) => Holds::Names,
        _ => Holds::Part,
    }
}

/// Calls back with every part of a document, the inner ones first. As deep as the parsers of JSON and YAML let it be.
pub fn each_part(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members.iter_mut() {
                match (holds(name, inner), &mut *inner) {
                    (Holds::Part, inner) => each_part(inner, change),
                    (Holds::Names, Value::Object(parts)) => {
                        parts.values_mut().for_each(|part| each_part(part, change));
                    }
                    (Holds::Names | Holds::Data, _) => {}
                }
            }
            change(members);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_part(item, change)),
        _ => {}
    }
}

//! Data of a schema: its example, else made up.

use crate::value::{Map, Value};

use super::document::Document;
use super::sample_number::{integer, number};
use crate::import::names::{self, json_step};
use crate::lang::build_regex;
use crate::yaml::write::Node;

/// Levels of made-up data.
const DEEP: usize = 8;

/// Values of one sample.
const MOST: usize = 500;

/// Elements of a list, characters of a text.
const LONGEST: u64 = 200;

/// What a parameter is sent with.
pub fn of_parameter(document: &Document, parameter: &Value) -> Value {
    let content = parameter.get("content").and_then(Value::as_object).and_then(|all| all.values().next());
    of_media(document, content.unwrap_or(parameter))
}

/// What `example`, `examples` or `schema` give.
pub fn of_media(document: &Document, described: &Value) -> Value {
    if let Some(example) = described.get("example") {
        return example.clone();
    }
    let examples = described.get("examples").and_then(Value::as_object).and_then(|all| all.values().next());
    if let Some(example) = examples.and_then(|example| document.follow(example).get("value")) {
        return example.clone();
    }
    let mut left = MOST;
    of_schema(document, described.get("schema").unwrap_or(&Value::Null), DEEP, &mut left)
}

/// A member of a multipart body that is a file.
pub fn is_file(document: &Document, described: &Value, name: &str) -> bool {
    let schema = document.follow(described.get("schema").unwrap_or(&Value::Null));
    let member = schema.get("properties").and_then(|all| all.get(name)).map(|member| document.follow(member));
    member.is_some_and(|member| {
        member.get("format").and_then(Value::as_str) == Some("binary")
            || member.get("contentMediaType").is_some()
    })
}

/// The first type that is named, but `null`.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ if schema.get("properties").is_some() => Some("object"),
        _ if schema.get("items").is_some() => Some("array"),
        _ => None,
    }
}

fn of_schema(document: &Document, schema: &Value, depth: usize, left: &mut usize) -> Value {
    let schema = document.follow(schema);
    if depth == 0 || *left == 0 {
        return Value::Null;
    }
    *left -= 1;
    for key in ["example", "default", "const"] {
        if let Some(value) = schema.get(key) {
            return value.clone();
        }
    }
    for key in ["examples", "enum"] {
        if let Some(value) = schema.get(key).and_then(Value::as_array).and_then(|all| all.first()) {
            return value.clone();
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let mut whole = object(document, schema, depth, left);
        for part in parts {
            match of_schema(document, part, depth - 1, left) {
                Value::Object(members) => whole.extend(members),
                other if whole.is_empty() && parts.len() == 1 => return other,
                _ => {}
            }
        }
        return Value::Object(whole);
    }
    for key in ["oneOf", "anyOf"] {
        let first = schema.get(key).and_then(Value::as_array).and_then(|all| all.first());
        if let Some(first) = first {
            return of_schema(document, first, depth - 1, left);
        }
    }
    match kind(schema) {
        Some("object") => Value::Object(object(document, schema, depth, left)),
        Some("array") => {
            // Far down a list is empty if it may be: what contains itself must end.
            let wanted = if depth > 3 { 1 } else { 0 };
            let least =
                schema.get("minItems").and_then(Value::as_u64).unwrap_or(wanted).min(LONGEST).max(wanted);
            let items = schema.get("items").unwrap_or(&Value::Null);
            (0..least)
                .map_while(|_| (*left > 0).then(|| of_schema(document, items, depth - 1, left)))
                .collect()
        }
        Some("integer") => integer(schema).into(),
        Some("number") => number(schema).into(),
        Some("boolean") => true.into(),
        Some("string") => Value::String(text(document, schema)),
        _ => Value::Null,
    }
}

/// Required members, and those with an example.
fn object(document: &Document, schema: &Value, depth: usize, left: &mut usize) -> Map {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)));
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut members = Map::new();
    for (name, member) in properties {
        let followed = document.follow(member);
        let read_only = followed.get("readOnly") == Some(&Value::Bool(true));
        let example = followed.get("example").is_some() || followed.get("examples").is_some();
        if *left > 0 && !read_only && (is_required(name) || example) {
            members.insert(name.clone(), of_schema(document, member, depth - 1, left));
        }
    }
    members
}

fn text(document: &Document, schema: &Value) -> String {
    let made = match schema.get("format").and_then(Value::as_str).unwrap_or("") {
        "date-time" => "2026-01-31T12:00:00Z",
        "date" => "2026-01-31",
        "time" => "12:00:00Z",
        "uuid" => "0f8fad5b-d9cb-469f-a165-70867728950e",
        "email" => "mary@example.com",
        "uri" | "url" => "https://example.com/",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        "password" => "secret-word",
        "duration" => "P1D",
        _ => "text",
    };
    let length = |key: &str| schema.get(key).and_then(Value::as_u64);
    let mut made = made.to_owned();
    while (made.len() as u64) < length("minLength").unwrap_or(0).min(LONGEST) {
        made.push('x');
    }
    let most = usize::try_from(length("maxLength").unwrap_or(LONGEST)).unwrap_or(usize::MAX);
    let made: String = made.chars().take(most).collect();
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && !build_regex(pattern).is_ok_and(|regex| regex.is_match(&made))
    {
        document.remark(format!(
            "the generated string `{made}` does not match the pattern `{}`: replace it",
            names::fixed(pattern)
        ));
    }
    made
}

/// What the schema of an answer says of its body and of its required members.
pub fn promises(document: &Document, schema: &Value) -> Vec<(String, Node)> {
    let schema = document.follow(schema);
    let mut found = Vec::new();
    if let Some(kind @ ("array" | "string" | "integer" | "number" | "boolean")) = kind(schema) {
        found.push(("$".to_owned(), Node::map([("type", kind.into())])));
    }
    members(document, schema, DEEP, &mut found);
    found
}

fn members(document: &Document, schema: &Value, depth: usize, found: &mut Vec<(String, Node)>) {
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    if let Some(depth) = depth.checked_sub(1) {
        parts.for_each(|part| members(document, document.follow(part), depth, found));
    }
    for name in
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    {
        let Some(member) =
            schema.get("properties").and_then(|all| all.get(name)).map(|member| document.follow(member))
        else {
            continue;
        };
        let path = format!("${}", json_step(name));
        let nullable = member.get("nullable") == Some(&Value::Bool(true))
            || member.get("type").is_some_and(Value::is_array);
        let formats = ["uuid", "date-time", "date", "email", "uri", "ipv4", "ipv6", "hostname"];
        let format = member.get("format").and_then(Value::as_str).filter(|format| formats.contains(format));
        let node = match (kind(member), format) {
            _ if nullable => Node::map([("exists", Node::Bool(true))]),
            (Some("string"), Some(format)) => Node::map([("format", Node::from(format))]),
            (Some(kind @ ("string" | "integer" | "number" | "boolean" | "array" | "object")), _) => {
                Node::map([("type", Node::from(kind))])
            }
            _ => Node::map([("exists", Node::Bool(true))]),
        };
        if found.len() < 20 && !path.contains("${") && found.iter().all(|(known, _)| *known != path) {
            found.push((path, node));
        }
    }
}

//! The body of a request of a collection.

use crate::value::Value;

use super::entries::entries;
use crate::import::Notes;
use crate::import::bodies::Content;
use crate::import::call::Call;
use crate::import::variables::{DEEP, Variables, template_node};
use crate::yaml::write::Node;

/// Reads `body` into a call.
pub fn body(call: &mut Call, body: Option<&Value>, variables: &mut Variables, notes: &mut Notes) {
    let Some(body) = body.filter(|body| body.get("disabled") != Some(&Value::Bool(true))) else { return };
    let raw = body.get("raw").and_then(Value::as_str).unwrap_or("");
    match body.get("mode").and_then(Value::as_str).unwrap_or("") {
        "raw" if !raw.trim().is_empty() => {
            let language = body.pointer("/options/raw/language").and_then(Value::as_str).unwrap_or("");
            let media = call.header("content-type").unwrap_or("").to_owned();
            let is_json =
                language == "json" || media.contains("json") || language.is_empty() && media.is_empty();
            let json = is_json.then(|| variables.json(raw)).flatten();
            call.content = match json {
                Some(node) => Content::Json(node),
                None => Content::Text(variables.text(raw)),
            };
            if matches!(call.content, Content::Text(_)) && media.is_empty() {
                let media = match language {
                    "json" => "application/json",
                    "xml" => "application/xml",
                    "html" => "text/html",
                    "javascript" => "application/javascript",
                    _ => "text/plain",
                };
                call.headers.push(("Content-Type".to_owned(), media.to_owned()));
            }
        }
        "urlencoded" => {
            let pairs = entries(body.get("urlencoded"), variables);
            if !pairs.is_empty() {
                call.content = Content::Form(pairs);
            }
        }
        "formdata" => formdata(call, body, variables, notes),
        "graphql" => graphql(call, body, variables),
        "file" => {
            notes.add(
                &call.at,
                "the collection does not contain the file to send: its content is a placeholder",
            );
            call.content = Content::Text("placeholder".to_owned());
        }
        _ => {}
    }
}

fn formdata(call: &mut Call, body: &Value, variables: &mut Variables, notes: &mut Notes) {
    let mut parts = Vec::new();
    for part in body.get("formdata").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| part.get(key).and_then(Value::as_str);
        let Some(key) = text("key").filter(|_| part.get("disabled") != Some(&Value::Bool(true))) else {
            continue;
        };
        if text("type") == Some("file") {
            let source =
                text("src").or_else(|| part.pointer("/src/0").and_then(Value::as_str)).unwrap_or("file");
            let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
            notes.add(
                &call.at,
                "the collection does not contain the file to send: its content is a placeholder",
            );
            let members = [
                ("value", Node::from("placeholder")),
                ("filename", crate::import::draft::escape(name).into()),
            ];
            parts.push((key.to_owned(), Node::map(members)));
        } else {
            let value = variables.text(text("value").unwrap_or(""));
            parts.push((key.to_owned(), value.into()));
        }
    }
    if !parts.is_empty() {
        call.content = Content::Multipart(parts);
        call.drop_header("content-type");
    }
}

fn graphql(call: &mut Call, body: &Value, variables: &mut Variables) {
    let query = body.pointer("/graphql/query").and_then(Value::as_str).unwrap_or("");
    if query.trim().is_empty() {
        return;
    }
    let mut members = vec![("query", Node::Text(variables.text(query)))];
    let given = match body.pointer("/graphql/variables") {
        Some(Value::String(text)) => variables.json(text),
        Some(value) => template_node(value, DEEP),
        None => None,
    };
    members.extend(
        given
            .filter(|node| matches!(node, Node::Map(all) if !all.is_empty()))
            .map(|node| ("variables", node)),
    );
    if let Some(operation) = body.pointer("/graphql/operationName").and_then(Value::as_str) {
        members.push(("operation", crate::import::draft::escape(operation).into()));
    }
    call.content = Content::GraphQl(Node::map(members));
}

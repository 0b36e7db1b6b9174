//! The body of a request of a collection.

use serde_json::Value;

use super::request::entries;
use super::variables::Variables;
use crate::emit::Node;
use crate::import::Notes;
use crate::import::bodies::Content;
use crate::import::call::Call;
use crate::import::templates::{self, replaced};

/// Levels of a JSON body that is written as one.
const DEEP: usize = 40;

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
            let json = is_json.then(|| json(raw, variables)).flatten();
            call.content = match json {
                Some(node) => Content::Json(node),
                None => Content::Text(replaced(raw, &mut |name| variables.template(name))),
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
                "the collection does not have the file that is sent: its content is a placeholder",
            );
            call.content = Content::Text("placeholder".to_owned());
        }
        _ => {}
    }
}

fn json(raw: &str, variables: &mut Variables) -> Option<Node> {
    let cell = std::cell::RefCell::new(variables);
    let mut template = |name: &str| cell.borrow_mut().template(name);
    let mut value = |name: &str| cell.borrow_mut().value(name);
    let json = templates::json(raw, &mut template, &mut value)?;
    template_node(&json, DEEP)
}

/// A JSON value whose texts are templates already; `None` where it is too deep.
pub fn template_node(value: &Value, depth: usize) -> Option<Node> {
    let depth = depth.checked_sub(1)?;
    Some(match value {
        Value::String(text) => Node::Text(text.clone()),
        Value::Array(items) => {
            Node::List(items.iter().map(|item| template_node(item, depth)).collect::<Option<_>>()?)
        }
        Value::Object(members) => {
            let members: Option<Vec<_>> = members
                .iter()
                .map(|(key, value)| Some((key.as_str(), template_node(value, depth)?)))
                .collect();
            Node::map(members?)
        }
        other => Node::literal(other),
    })
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
                "the collection does not have the file that is sent: its content is a placeholder",
            );
            let members =
                [("value", Node::from("placeholder")), ("filename", crate::emit::escape(name).into())];
            parts.push((key.to_owned(), Node::map(members)));
        } else {
            let value = replaced(text("value").unwrap_or(""), &mut |name| variables.template(name));
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
    let mut members = vec![("query", Node::Text(replaced(query, &mut |name| variables.template(name))))];
    let given = match body.pointer("/graphql/variables") {
        Some(Value::String(text)) => json(text, variables),
        Some(value) => template_node(value, DEEP),
        None => None,
    };
    members.extend(
        given
            .filter(|node| matches!(node, Node::Map(all) if !all.is_empty()))
            .map(|node| ("variables", node)),
    );
    if let Some(operation) = body.pointer("/graphql/operationName").and_then(Value::as_str) {
        members.push(("operation", crate::emit::escape(operation).into()));
    }
    call.content = Content::GraphQl(Node::map(members));
}

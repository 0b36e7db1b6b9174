//! Bodies of foreign requests: what they are, with secrets as inputs.

use crate::value::{Key, Value};

use super::inputs::Inputs;
use super::secrets::{is_login, is_secret};
use crate::import::draft::escape;
use crate::import::draft::literal_node;
use crate::yaml::write::Node;

/// Levels of a JSON body that is written as one; a deeper one is sent as text.
const DEEP: usize = 40;

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Content {
    #[default]
    Nothing,
    /// JSON; texts may hold templates.
    Json(Node),
    /// Names and values; values may hold templates.
    Form(Vec<(String, String)>),
    /// Names and parts.
    Multipart(Vec<(String, Node)>),
    /// Text, which may hold templates.
    Text(String),
    /// A file beside the scenario.
    File(String),
    /// `query`, `variables`, `operation`.
    GraphQl(Node),
}

/// A JSON text as a body.
pub fn json(text: &str) -> Option<Node> {
    let value: Value = text.parse().ok()?;
    (depth(&value) <= DEEP).then(|| literal_node(&value))
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// `query`, `variables` and `operationName` of a GraphQL request, and nothing else.
pub fn graphql(text: &str) -> Option<Node> {
    let Value::Object(members) = text.parse().ok()? else { return None };
    let known = |name: &Key| ["query", "variables", "operationName"].contains(&name.as_str());
    let query = members
        .get("query")?
        .as_str()
        .filter(|query| query.trim_start().starts_with(['{', 'q', 'm', 'f', 's']))?;
    if !members.keys().all(known) || !query.contains('{') {
        return None;
    }
    let mut written = vec![("query", Node::Text(escape(query)))];
    match members.get("variables") {
        Some(Value::Object(variables)) if !variables.is_empty() => {
            written.push(("variables", literal_node(&Value::Object(variables.clone()))));
        }
        Some(Value::Object(_) | Value::Null) | None => {}
        Some(_) => return None,
    }
    if let Some(Value::String(operation)) = members.get("operationName") {
        written.push(("operation", Node::Text(escape(operation))));
    }
    Some(Node::map(written))
}

/// Puts inputs in the place of secrets, and of who logs in with them.
pub fn hide_json(node: &mut Node, inputs: &mut Inputs) {
    match node {
        Node::List(items) => items.iter_mut().for_each(|item| hide_json(item, inputs)),
        Node::Map(members) => {
            let secret = |name: &str, value: &Node| match value {
                Node::Text(text) => is_secret(name, text),
                _ => false,
            };
            let any = members.iter().any(|member| secret(&member.key, &member.value));
            for member in members {
                let is_secret = secret(&member.key, &member.value);
                match &mut member.value {
                    Node::Text(text) if is_secret => *text = inputs.hidden(&member.key, text),
                    Node::Text(text) if any && is_login(&member.key) && !text.contains("${") => {
                        *text = inputs.plain(&member.key, text);
                    }
                    other => hide_json(other, inputs),
                }
            }
        }
        _ => {}
    }
}

/// The same for names and values in a row.
pub fn hide_pairs(pairs: &mut [(String, String)], inputs: &mut Inputs) {
    let any = pairs.iter().any(|(name, value)| is_secret(name, value));
    for (name, value) in pairs {
        if is_secret(name, value) {
            *value = inputs.hidden(name, value);
        } else if any && is_login(name) && !value.is_empty() && !value.contains("${") {
            *value = inputs.plain(name, value);
        }
    }
}

//! Values and texts that are written as they are, in places that take templates.

use crate::value::Value;

use crate::yaml::write::Node;

/// A JSON value as it is: `${` in its strings is no template.
pub fn literal_node(value: &Value) -> Node {
    match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Bool(*value),
        Value::Number(number) => Node::Number(number.to_string()),
        Value::String(text) => Node::Text(escape(text)),
        Value::Array(items) => Node::List(items.iter().map(literal_node).collect()),
        Value::Object(members) => {
            Node::map(members.iter().map(|(key, value)| (key.as_str(), literal_node(value))))
        }
    }
}

/// A text as it is, in a place that takes templates.
pub fn escape(text: &str) -> String {
    text.replace("${", "$${")
}

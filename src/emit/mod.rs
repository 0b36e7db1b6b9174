//! A YAML writer for people: scenarios in the order and style of the language's own examples.
//!
//! In: a [`Draft`], what a scenario says. Out: its text. Quotes stand only where our strict rules need them, small
//! things are written in braces, steps have a blank line between them, comments stay above what they are about.

mod allowed;
mod draft;
mod scalar;
mod write;

use serde_json::Value;

pub use draft::{Draft, Expectations, Input, Step};
pub use scalar::is_special;

/// A value of a YAML file as it is to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text; `${…}` in it is a template.
    Text(String),
    /// A regular expression or expression: a text that stands in 'single' quotes where it can.
    Pattern(String),
    /// A list, in brackets if it is small.
    List(Vec<Node>),
    /// A map, in braces if it is small.
    Map(Vec<Member>),
    /// A map with a line for each member, however small.
    Section(Vec<Member>),
    /// A list of maps with a blank line between them: steps.
    Steps(Vec<(Vec<String>, Vec<Member>)>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Lines above it.
    pub comments: Vec<String>,
    /// A warning that is allowed here, and why: `nothing-expected it is all there is`.
    pub allow: Option<String>,
    pub key: String,
    pub value: Node,
}

impl Member {
    /// Without a comment.
    pub fn new(key: impl Into<String>, value: impl Into<Node>) -> Self {
        Member { comments: Vec::new(), allow: None, key: key.into(), value: value.into() }
    }
}

impl Node {
    /// A small map.
    pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Node)>) -> Node {
        Node::Map(members.into_iter().map(|(key, value)| Member::new(key, value)).collect())
    }

    /// A JSON value as it is: `${` in its texts is no template.
    pub fn literal(value: &Value) -> Node {
        match value {
            Value::Null => Node::Null,
            Value::Bool(value) => Node::Bool(*value),
            Value::Number(number) => Node::Number(number.to_string()),
            Value::String(text) => Node::Text(escape(text)),
            Value::Array(items) => Node::List(items.iter().map(Node::literal).collect()),
            Value::Object(members) => {
                Node::map(members.iter().map(|(key, value)| (key.as_str(), Node::literal(value))))
            }
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::Text(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Node {
        Node::Bool(value)
    }
}

impl From<u64> for Node {
    fn from(value: u64) -> Node {
        Node::Number(value.to_string())
    }
}

/// A text as it is, in a place that takes templates.
pub fn escape(text: &str) -> String {
    text.replace("${", "$${")
}

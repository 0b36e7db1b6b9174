//! A YAML writer for people.
//!
//! In: the keys of a file with their values. Out: its text. Quotes are written only where the strict rules of `tree` need
//! them, small maps and lists in braces, sections with an empty line between them, comments above what they are about.

mod scalar;
mod text;

pub use super::quoted::is_special;
pub use text::document;

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

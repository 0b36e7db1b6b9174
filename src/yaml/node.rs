//! The tree of a YAML file: values with their places, as `tree` builds it and all readers read it.

use std::sync::Arc;

use crate::source::{Span, Spanned};
use crate::value::Number;

/// A value of a YAML file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: NodeKind,
    /// Where it stands; of a list or map from its first to its last element.
    pub span: Span,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Nothing was written, or `~`.
    Nothing,
    Null,
    Bool(bool),
    /// A number, with the digits that were written.
    Number(Number),
    Text(Arc<str>),
    List(Vec<Node>),
    /// A map in the order of the file.
    Map(Vec<Member>),
    /// What was told to be wrong already: readers pass over it without another word.
    Unreadable,
}

/// A key of a map with its value.
pub type Member = (Spanned<Arc<str>>, Node);

impl Node {
    /// What the value is, for "… expected, but this is …".
    pub fn describe(&self) -> &'static str {
        match self.kind {
            NodeKind::Nothing => "nothing",
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::Text(_) => "a text",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a map",
            NodeKind::Unreadable => "unreadable",
        }
    }

    /// How many nodes and keys it has, itself included.
    pub fn count(&self) -> usize {
        1 + match &self.kind {
            NodeKind::List(items) => items.iter().map(Node::count).sum(),
            NodeKind::Map(members) => members.iter().map(|(_, value)| 1 + value.count()).sum(),
            _ => 0,
        }
    }
}

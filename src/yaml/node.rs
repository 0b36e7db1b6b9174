//! The tree of a YAML file: values with their places, as `tree` builds it and all readers read it.

use std::sync::Arc;

use crate::source::{Span, Spanned};
use crate::value::{Map, Number, Value, segments};

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
            NodeKind::Text(_) => "a string",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a map",
            NodeKind::Unreadable => "unreadable",
        }
    }

    /// How many lists and maps are inside each other, itself included.
    pub fn depth(&self) -> usize {
        match &self.kind {
            NodeKind::List(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            NodeKind::Map(members) => 1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// The value without places; nothing is null.
    pub fn value(&self) -> Value {
        match &self.kind {
            NodeKind::Nothing | NodeKind::Null | NodeKind::Unreadable => Value::Null,
            NodeKind::Bool(value) => (*value).into(),
            NodeKind::Number(number) => number.clone().into(),
            NodeKind::Text(text) => text.as_ref().into(),
            NodeKind::List(items) => items.iter().map(Node::value).collect::<Vec<_>>().into(),
            NodeKind::Map(members) => {
                let members = members.iter().map(|(key, value)| (key.value.to_string(), value.value()));
                members.collect::<Map>().into()
            }
        }
    }

    /// The part that a JSON Pointer leads to, or the last one on the way that is there.
    pub fn nearest(&self, pointer: &str) -> &Node {
        segments(pointer)
            .try_fold(self, |node, segment| node.child(&segment).ok_or(node))
            .unwrap_or_else(|node| node)
    }

    fn child(&self, name: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Map(members) => {
                members.iter().find(|(key, _)| *key.value == *name).map(|(_, value)| value)
            }
            NodeKind::List(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
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

//! An XML body as a tree of nodes in document order.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::MarkupProblem;
use crate::model::Kind;

/// A document. Its nodes stand in document order, so that everything below a node is the range behind it.
#[derive(Debug)]
pub struct XmlBody {
    nodes: Vec<Node>,
    /// Namespaces that the root element declares, by prefix; the default one under the empty prefix.
    declared: HashMap<String, Arc<str>>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub parent: u32,
    /// Behind the last node below it.
    pub end: u32,
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum NodeKind {
    Document,
    Element { name: Name, attributes: Vec<(Name, String)> },
    Text(String),
}

/// A name with its namespace.
#[derive(Debug, PartialEq)]
pub(super) struct Name {
    pub namespace: Option<Arc<str>>,
    pub local: Arc<str>,
}

impl XmlBody {
    /// Reads a body of at most `most` nodes. `text` is the body decoded by its charset.
    pub fn read(text: &str, most: usize) -> Result<XmlBody, MarkupProblem> {
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            nodes_limit: u32::try_from(most).unwrap_or(u32::MAX),
            ..Default::default()
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('<') {
            let message = "is not XML: it does not begin with `<`".to_owned();
            return Err(MarkupProblem { kind: Kind::Xml, message });
        }
        let document =
            roxmltree::Document::parse_with_options(text, options).map_err(|error| problem(&error, most))?;
        Ok(XmlBody::copied(&document))
    }

    fn copied(document: &roxmltree::Document<'_>) -> XmlBody {
        let mut names: HashMap<&str, Arc<str>> = HashMap::new();
        let mut body = XmlBody {
            nodes: vec![Node { parent: 0, end: 0, kind: NodeKind::Document }],
            declared: HashMap::new(),
        };
        for namespace in document.root_element().namespaces() {
            let prefix = namespace.name().unwrap_or_default().to_owned();
            body.declared.insert(prefix, namespace.uri().into());
        }
        let mut open: Vec<(roxmltree::NodeId, u32)> = vec![(document.root().id(), 0)];
        for node in document.root().descendants().skip(1) {
            while open.last().is_some_and(|(id, _)| node.parent().is_none_or(|parent| parent.id() != *id)) {
                body.close(&mut open);
            }
            let parent = open.last().map_or(0, |(_, index)| *index);
            let kind = if node.is_element() {
                let mut interned = |text| names.entry(text).or_insert_with(|| Arc::from(text)).clone();
                let attributes = node.attributes().map(|attribute| {
                    let namespace = attribute.namespace().map(&mut interned);
                    (Name { namespace, local: interned(attribute.name()) }, attribute.value().to_owned())
                });
                let attributes = attributes.collect();
                let tag = node.tag_name();
                let namespace = tag.namespace().filter(|uri| !uri.is_empty()).map(&mut interned);
                NodeKind::Element { name: Name { namespace, local: interned(tag.name()) }, attributes }
            } else if let (true, Some(text)) = (node.is_text(), node.text()) {
                NodeKind::Text(text.to_owned())
            } else {
                continue;
            };
            let index = body.nodes.len() as u32;
            body.nodes.push(Node { parent, end: index + 1, kind });
            if node.is_element() {
                open.push((node.id(), index));
            }
        }
        while !open.is_empty() {
            body.close(&mut open);
        }
        body
    }

    fn close(&mut self, open: &mut Vec<(roxmltree::NodeId, u32)>) {
        let end = self.nodes.len() as u32;
        if let Some((_, index)) = open.pop() {
            self.nodes[index as usize].end = end;
        }
    }

    pub(super) fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }

    pub(super) fn declared(&self, prefix: &str) -> Option<&Arc<str>> {
        self.declared.get(prefix)
    }

    /// All text in and below a node.
    pub(super) fn text(&self, index: u32) -> Cow<'_, str> {
        let mut texts = (index..self.node(index).end).filter_map(|index| match &self.node(index).kind {
            NodeKind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let Some(first) = texts.next() else { return Cow::Borrowed("") };
        let mut all = Cow::Borrowed(first);
        texts.for_each(|text| all.to_mut().push_str(text));
        all
    }
}

fn problem(error: &roxmltree::Error, most: usize) -> MarkupProblem {
    let failed = |message: String| MarkupProblem { kind: Kind::Xml, message };
    match error {
        roxmltree::Error::NodesLimitReached => MarkupProblem {
            kind: Kind::Limit,
            message: format!("has more than {most} nodes; `limits: {{ max_json_values: … }}` in runthrough.yaml allows more"),
        },
        roxmltree::Error::DtdDetected => failed(
            "has a document type (`<!DOCTYPE …>`), which is not read: its entities could grow without end or name files"
                .to_owned(),
        ),
        _ => {
            let at = error.pos();
            failed(format!("is not valid XML: {} at line {}, column {}", why(error), at.row, at.col))
        }
    }
}

/// In words of XML.
fn why(error: &roxmltree::Error) -> String {
    use roxmltree::Error;
    match error {
        Error::NoRootNode => "it contains no element".to_owned(),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            "it ends before all elements are closed".to_owned()
        }
        Error::UnexpectedCloseTag(expected, actual, _) => format!("`</{actual}>` closes `<{expected}>`"),
        Error::UnexpectedEntityCloseTag(_) => "an entity closes an element".to_owned(),
        Error::UnknownEntityReference(name, _) => format!("the entity `&{name};` is not known"),
        Error::UnknownNamespace(prefix, _) => format!("the prefix `{prefix}` is not declared"),
        Error::DuplicatedAttribute(name, _) => format!("duplicate attribute `{name}`"),
        Error::NonXmlChar(..) => "a character that XML does not allow".to_owned(),
        _ => "something that XML does not allow".to_owned(),
    }
}

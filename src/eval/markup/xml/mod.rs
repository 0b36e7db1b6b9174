//! An XML body: parsed by roxmltree within limits, then copied into the tree of the queries.

mod limits;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::described;
use super::problem::MarkupProblem;
use super::tree::{Attribute, Builder, Markup, Name};
use crate::model::{Kind, MarkupLanguage};

impl Markup {
    /// Reads an XML body of at most `most` nodes and attributes. `text` is the body decoded by its charset.
    pub fn read_xml(text: &str, most: usize) -> Result<Markup, MarkupProblem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('<') {
            let message = match described::other_than_markup(text) {
                Some(what) => format!("is {what}, not XML"),
                None => "is not XML: it does not begin with `<`".to_owned(),
            };
            return Err(MarkupProblem { kind: Kind::Xml, message });
        }
        let text = match limits::check(text, most)? {
            Some(document_type) => Cow::Owned(without(text, document_type)),
            None => Cow::Borrowed(text),
        };
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            nodes_limit: u32::try_from(most).unwrap_or(u32::MAX),
            ..Default::default()
        };
        let document =
            roxmltree::Document::parse_with_options(&text, options).map_err(|error| problem(&error, most))?;
        Ok(copied(&document))
    }
}

/// The text with spaces in place of its document type, so that the places of errors stay what they are.
fn without(text: &str, document_type: Range<usize>) -> String {
    let blank = text[document_type.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' });
    let before = text[..document_type.start].chars();
    before.chain(blank).chain(text[document_type.end..].chars()).collect()
}

fn copied(document: &roxmltree::Document<'_>) -> Markup {
    let mut builder = Builder::new(MarkupLanguage::Xml, document.root().descendants().len());
    for namespace in document.root_element().namespaces() {
        builder.declare(namespace.name().unwrap_or_default(), namespace.uri());
    }
    let mut texts: HashMap<&str, Arc<str>> = HashMap::new();
    let mut shared = |text| texts.entry(text).or_insert_with(|| Arc::from(text)).clone();
    let mut open: Vec<roxmltree::NodeId> = Vec::new();
    for node in document.root().descendants().skip(1) {
        while open.last().is_some_and(|id| node.parent().is_none_or(|parent| parent.id() != *id)) {
            open.pop();
            builder.close();
        }
        if node.is_element() {
            let attributes = node.attributes().map(|attribute| {
                let namespace = attribute.namespace().map(&mut shared);
                let name = Name { namespace, local: shared(attribute.name()) };
                Attribute { name: builder.name(name), value: attribute.value().into() }
            });
            let attributes = attributes.collect();
            let tag = node.tag_name();
            let namespace = tag.namespace().filter(|uri| !uri.is_empty()).map(&mut shared);
            let name = builder.name(Name { namespace, local: shared(tag.name()) });
            builder.open(name, attributes);
            open.push(node.id());
        } else if let (true, Some(text)) = (node.is_text(), node.text()) {
            builder.text(text.into());
        }
    }
    builder.finish()
}

fn problem(error: &roxmltree::Error, most: usize) -> MarkupProblem {
    match error {
        roxmltree::Error::NodesLimitReached => MarkupProblem::too_many_nodes(most),
        roxmltree::Error::NamespacesLimitReached | roxmltree::Error::AttributesLimitReached => {
            MarkupProblem::limit("has more namespaces or attributes than are read".to_owned())
        }
        _ => {
            let at = error.pos();
            let message = format!("is not valid XML: {} at line {}, column {}", why(error), at.row, at.col);
            MarkupProblem { kind: Kind::Xml, message }
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
        Error::UnknownEntityReference(name, _) => {
            format!("the entity `&{name};` is not known (document types are not read for entities)")
        }
        Error::UnknownNamespace(prefix, _) => format!("the prefix `{prefix}` is not declared"),
        Error::DuplicatedAttribute(name, _) => format!("duplicate attribute `{name}`"),
        Error::DuplicatedNamespace(name, _) => format!("duplicate attribute `xmlns:{name}`"),
        Error::DtdDetected => "a document type after the first element or a second one".to_owned(),
        Error::NonXmlChar(..) => "a character that XML does not allow".to_owned(),
        _ => "something that XML does not allow".to_owned(),
    }
}

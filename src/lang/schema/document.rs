//! Documents that schemas are in, and the URIs that we give to them.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::source::IN_PATH;

/// The scheme of the URIs that we give to documents; behind it stands the path as people know it.
pub const SCHEME: &str = "project:///";

/// The scheme of schemas that are written in a scenario; behind it stands a number.
pub const INLINE: &str = "inline:///";

/// A document that schemas are in.
#[derive(Debug, Clone)]
pub struct Document {
    /// How messages call it.
    pub name: Arc<str>,
    /// The file that paths in it are relative to.
    pub path: Arc<str>,
    /// What references call it.
    pub uri: String,
    /// What is in it; references to files are absolute.
    pub value: Value,
}

impl Document {
    /// A file.
    pub fn file(path: Arc<str>, value: Value) -> Self {
        Document { uri: uri_of(&path), name: path.clone(), path, value }
    }

    /// A schema that is written in a scenario.
    pub fn inline(path: Arc<str>, number: usize, value: Value) -> Self {
        Document { uri: format!("{INLINE}{number}"), name: "the schema".into(), path, value }
    }

    /// It is one of ours, so that its author wants to hear what is wrong with it.
    pub(super) fn is_of_the_project(&self) -> bool {
        self.uri.starts_with(SCHEME) || self.uri.starts_with(INLINE)
    }

    /// It follows one of the drafts, and no rules of its own.
    pub(super) fn has_known_draft(&self) -> bool {
        jsonschema::Draft::default().detect(&self.value) != jsonschema::Draft::Unknown
    }
}

/// A document and all that it refers to.
#[derive(Debug, Default)]
pub struct Documents {
    pub(super) all: Vec<Document>,
    by_uri: HashMap<String, usize>,
}

impl Documents {
    /// The document that was asked for.
    pub fn root(&self) -> Option<&Document> {
        self.all.first()
    }

    /// All, that one first.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.all.iter()
    }

    /// All, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        self.all.iter_mut()
    }

    /// The document of a URI without fragment.
    pub fn get(&self, uri: &str) -> Option<&Document> {
        self.by_uri.get(uri).and_then(|index| self.all.get(*index))
    }

    /// What an absolute reference of one of ours leads to.
    pub fn lookup(&self, reference: &str) -> Option<&Value> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
        self.get(uri)?.value.pointer(&pointer)
    }

    pub(super) fn push(&mut self, document: Document) {
        self.by_uri.insert(document.uri.clone(), self.all.len());
        self.all.push(document);
    }
}

/// The URI of a file.
pub(super) fn uri_of(path: &str) -> String {
    format!("{SCHEME}{}", utf8_percent_encode(path, IN_PATH))
}

/// A place in a schema as people see it: `user.json#/properties/id`, for one of our own URIs without its scheme.
pub fn shown_location(uri: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(uri).decode_utf8_lossy().into_owned();
    if let Some(rest) = decoded.strip_prefix(INLINE) {
        return rest.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    }
    match decoded.strip_prefix(SCHEME) {
        Some(rest) => rest.to_owned(),
        None => decoded,
    }
}

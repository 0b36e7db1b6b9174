//! The bodies of requests: what each is made of and how it is written.
//!
//! A new kind of body is a variant of [`Body`], its row in [`BODY_SPECS`], its arm in [`Body::contents`], and its bytes in
//! `eval/body`; only one that is written like no other also needs a variant of [`BodyReads`] and a reader in
//! `parse/body`. The keys of a step, the editor schema, the visit of templates and the rules of `check` follow.

use std::sync::Arc;

use super::{Data, Entries, Text};
use crate::source::Spanned;
use crate::vocabulary::{Key, Takes};

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `json`: sent as compact JSON.
    Json(Data),
    /// `form`: application/x-www-form-urlencoded.
    Form(Entries),
    /// `text`: as it is.
    Text(Text),
    /// `multipart`: multipart/form-data (RFC 7578).
    Multipart(Vec<FormPart>),
    /// `file`: the bytes of a file.
    File(NamedFile),
    /// `graphql`: a query as JSON.
    GraphQl(Box<GraphQl>),
}

/// A part of `multipart`; a name that is given a list has several.
#[derive(Debug, Clone, PartialEq)]
pub struct FormPart {
    pub name: Spanned<Arc<str>>,
    pub content: PartContent,
    /// `filename`; a file has its own name.
    pub filename: Option<Text>,
    /// `content_type`; else guessed from the file's name.
    pub content_type: Option<Text>,
}

/// What a part of `multipart` holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PartContent {
    /// A scalar as it is written; a list or map as JSON.
    Value(Data),
    /// The bytes of a file.
    File(NamedFile),
}

/// A file that is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFile {
    /// The path as people know it.
    pub path: Arc<str>,
    /// What is in it. Read with the scenario, so that `check` and every request see the same bytes; all requests of a
    /// run share them.
    pub bytes: Arc<[u8]>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct GraphQl {
    pub query: Text,
    /// A map.
    pub variables: Option<Data>,
    /// Which operation of the document.
    pub operation: Option<Text>,
}

/// A piece of a body, for what concerns all bodies alike: templates, secrets, forgotten `${…}`.
#[derive(Debug, Clone, Copy)]
pub enum BodyContent<'a> {
    /// JSON, whose properties `${omit}` may leave out.
    Data(&'a Data),
    Entries(&'a Entries),
    Text(&'a Text),
    Part(&'a FormPart),
}

impl Body {
    /// The pieces, in the order in which they are evaluated.
    pub fn contents(&self) -> Vec<BodyContent<'_>> {
        match self {
            Body::Json(data) => vec![BodyContent::Data(data)],
            Body::Form(entries) => vec![BodyContent::Entries(entries)],
            Body::Text(text) => vec![BodyContent::Text(text)],
            Body::Multipart(parts) => parts.iter().map(BodyContent::Part).collect(),
            Body::File(_) => Vec::new(),
            Body::GraphQl(graphql) => {
                let query = [BodyContent::Text(&graphql.query)].into_iter();
                let variables = graphql.variables.iter().map(BodyContent::Data);
                query.chain(variables).chain(graphql.operation.iter().map(BodyContent::Text)).collect()
            }
        }
    }
}

/// How a body is written, and the body that comes of it.
#[derive(Debug, Clone, Copy)]
pub enum BodyReads {
    Json(fn(Data) -> Body),
    /// A file with JSON or YAML and templates.
    JsonFile(fn(Data) -> Body),
    Entries(fn(Entries) -> Body),
    Parts(fn(Vec<FormPart>) -> Body),
    Text(fn(Text) -> Body),
    /// A file that is sent as it is.
    File(fn(NamedFile) -> Body),
    GraphQl(fn(Box<GraphQl>) -> Body),
}

impl BodyReads {
    const fn takes(self) -> Takes {
        match self {
            BodyReads::Json(_) => Takes::Value,
            BodyReads::Entries(_) | BodyReads::Parts(_) | BodyReads::GraphQl(_) => Takes::Map,
            BodyReads::Text(_) => Takes::Template,
            BodyReads::JsonFile(_) | BodyReads::File(_) => Takes::Fixed,
        }
    }

    /// Whether the body is data in the scenario file, with strings of its own.
    pub fn is_data(self) -> bool {
        matches!(self.takes(), Takes::Value | Takes::Map)
    }
}

/// A kind of body of the language.
#[derive(Debug)]
pub struct BodySpec {
    pub key: Key,
    pub reads: BodyReads,
}

impl BodySpec {
    /// The kind of that key; `None` where it names no body.
    pub fn named(name: &str) -> Option<&'static BodySpec> {
        BODY_SPECS.iter().find(|spec| spec.key.name == name)
    }
}

const fn spec(name: &'static str, reads: BodyReads, doc: &'static str, example: &'static str) -> BodySpec {
    BodySpec { key: Key { name, takes: reads.takes(), doc, example }, reads }
}

/// All kinds of body, in the order of the guide.
pub const BODY_SPECS: &[BodySpec] = &[
    spec("json", BodyReads::Json(Body::Json), "A JSON body.", "{ from: 0, size: 10 }"),
    spec(
        "json_file",
        BodyReads::JsonFile(Body::Json),
        "A JSON body from a file with templates.",
        "body.json",
    ),
    spec(
        "form",
        BodyReads::Entries(Body::Form),
        "A form body (application/x-www-form-urlencoded).",
        "{ user: mary }",
    ),
    spec(
        "multipart",
        BodyReads::Parts(Body::Multipart),
        "A multipart/form-data body, for uploads.",
        "{ file: { file: photo.png } }",
    ),
    spec("text", BodyReads::Text(Body::Text), "A plain text body.", "hello"),
    spec("file", BodyReads::File(Body::File), "A body from a file, sent as it is.", "photo.png"),
    spec("graphql", BodyReads::GraphQl(Body::GraphQl), "A GraphQL query.", "{ query: \"{ me { id } }\" }"),
];

/// The kinds of body as keys of a step.
pub const BODY_KEYS: &[Key] = &body_keys();

const fn body_keys() -> [Key; BODY_SPECS.len()] {
    let mut keys = [BODY_SPECS[0].key; BODY_SPECS.len()];
    let mut index = 0;
    while index < keys.len() {
        keys[index] = BODY_SPECS[index].key;
        index += 1;
    }
    keys
}

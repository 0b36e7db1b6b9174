//! Files that a scenario names.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::node::Node;
use super::reader::Reader;
use crate::diag::Code;
use crate::source::{FileId, Sources, Spanned, text_of};

/// Reads what scenario files refer to. `io` implements it; paths are those that people see, with `/`.
pub trait Files {
    /// The file that `written` means in the file `from`: relative to it, and inside the project. The error is one line
    /// for people.
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String>;

    /// Like `resolve`, for a file that may lie outside the project: a configuration named it.
    fn resolve_outside(&self, from: &str, written: &str) -> Arc<str>;

    /// The bytes of a resolved file.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// Bytes of the files that were named, each read once and shared by all scenarios of a run.
#[derive(Debug, Default)]
pub struct Contents {
    by_path: HashMap<Arc<str>, Result<Arc<[u8]>, String>>,
}

/// What a reader gathers of the files that its text names.
pub struct Named<'a> {
    /// All texts that spans point into.
    pub sources: &'a mut Sources,
    /// Bytes of files.
    pub contents: &'a mut Contents,
    /// Files that spans of this text's values point into.
    pub files: Vec<FileId>,
}

impl<'a> Named<'a> {
    /// Nothing is named yet.
    pub fn new(sources: &'a mut Sources, contents: &'a mut Contents) -> Self {
        Named { sources, contents, files: Vec::new() }
    }
}

/// A JSON or YAML document that a key names (`equals_file`), as a value.
pub fn document<T: DeserializeOwned>(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Arc<T>>> {
    let (path, bytes) = bytes(reader, node)?;
    match value(&path, &bytes) {
        Ok(value) => Some(Spanned::new(Arc::new(value), node.span)),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, format!("`{path}` {problem}"));
            None
        }
    }
}

/// What is in a JSON or YAML document. The error is one line for people, and completes the document's name.
pub fn value<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, String> {
    // Nested flow maps cost this parser quadratic time.
    const LIMIT: usize = crate::model::vocabulary::limits::JSON_FILE;
    if bytes.len() > LIMIT {
        return Err("is longer than 16 MiB".to_owned());
    }
    let text = text_of(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match path.ends_with(".json") {
        true => serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}")),
        false => yaml(text).map_err(|problem| format!("is not YAML: {problem}")),
    }
}

/// A YAML document of other hands, which may use merge keys.
fn yaml<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if !text.contains("<<:") {
        return serde_yaml::from_str(text).map_err(|error| error.to_string());
    }
    let mut tree: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    tree.apply_merge().map_err(|error| error.to_string())?;
    // Keys may be numbers, such as statuses: those of JSON are texts.
    serde_json::to_value(tree).and_then(serde_json::from_value).map_err(|error| error.to_string())
}

/// Reads JSON and YAML documents for others: those that a document refers to, each once however often it does.
pub fn loader<'r>(
    files: &'r dyn Files,
    contents: &'r mut Contents,
) -> impl FnMut(&str, &str) -> Result<(Arc<str>, Arc<Value>), String> + 'r {
    let mut read: HashMap<Arc<str>, Arc<Value>> = HashMap::new();
    move |from, written| {
        let path = files.resolve(from, written)?;
        if let Some(value) = read.get(&path) {
            return Ok((path, value.clone()));
        }
        let known = contents.by_path.entry(path.clone());
        let bytes = known.or_insert_with(|| files.read(&path).map(Arc::from)).clone()?;
        let value: Arc<Value> =
            Arc::new(value(&path, &bytes).map_err(|problem| format!("`{path}` {problem}"))?);
        read.insert(path.clone(), value.clone());
        Ok((path, value))
    }
}

/// The bytes of a file that a key names.
pub fn bytes(reader: &mut Reader<'_>, node: &Node) -> Option<(Arc<str>, Arc<[u8]>)> {
    let path = path(reader, node)?;
    let files = reader.files;
    let known = reader.named.contents.by_path.entry(path.clone());
    match known.or_insert_with(|| files.read(&path).map(Arc::from)).clone() {
        Ok(bytes) => Some((path, bytes)),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            None
        }
    }
}

/// The path of a file that a key names; it need not exist.
pub fn path(reader: &mut Reader<'_>, node: &Node) -> Option<Arc<str>> {
    let written = reader.fixed(node, "a file's path")?;
    match reader.files.resolve(reader.source.path(), &written.value) {
        Ok(path) => Some(path),
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            None
        }
    }
}

/// The path of a file that a key names, whatever else is wrong with it.
pub fn quiet_path(reader: &Reader<'_>, node: &Node) -> Option<Arc<str>> {
    match &node.kind {
        super::node::NodeKind::Text(written) => reader.files.resolve(reader.source.path(), written).ok(),
        _ => None,
    }
}

/// The path of a file that a configuration names; it may lie outside the project.
pub fn path_outside(reader: &Reader<'_>, written: &Spanned<Arc<str>>) -> Arc<str> {
    reader.files.resolve_outside(reader.source.path(), &written.value)
}

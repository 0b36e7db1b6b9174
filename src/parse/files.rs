//! Files that a scenario names.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::lang::schema;
use crate::source::{FileId, Sources, text_of};
use crate::value::{JsonError, Value as Exact};
use crate::yaml::document as yaml_document;

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

/// For tests of a text that stands alone: a path means what is written, and there is no file anywhere.
#[cfg(any(test, feature = "testing"))]
pub struct NoFiles;

#[cfg(any(test, feature = "testing"))]
impl Files for NoFiles {
    fn resolve(&self, _: &str, written: &str) -> Result<Arc<str>, String> {
        Ok(written.into())
    }

    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no file `{path}`"))
    }
}

/// Bytes of the files that were named, each read once and shared by all scenarios of a run.
#[derive(Debug, Default)]
pub struct Contents {
    by_path: HashMap<Arc<str>, Result<Arc<[u8]>, String>>,
}

impl Contents {
    /// The bytes of a resolved file. The error is one line for people.
    pub(super) fn read(&mut self, path: &Arc<str>, files: &dyn Files) -> Result<Arc<[u8]>, String> {
        let known = self.by_path.entry(path.clone());
        known.or_insert_with(|| files.read(path).map(Arc::from)).clone()
    }
}

/// What a reader gathers of the files that its text names.
pub struct Named<'a> {
    /// All texts that spans point into.
    pub sources: &'a mut Sources,
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

/// A tree that a document is read into.
pub trait Document {
    /// The tree of a value.
    fn of(value: Exact) -> Self;
}

impl Document for Exact {
    fn of(value: Exact) -> Self {
        value
    }
}

impl Document for Value {
    fn of(value: Exact) -> Self {
        schema::document(&value)
    }
}

/// What is in a JSON or YAML document. The error is one line for people, and completes the document's name.
pub fn value<T: Document>(path: &str, bytes: &[u8]) -> Result<T, String> {
    const LIMIT: usize = crate::vocabulary::limits::JSON_FILE;
    if bytes.len() > LIMIT {
        return Err("is longer than 16 MiB".to_owned());
    }
    let text = text_of(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match path.ends_with(".json") {
        true => text.parse().map(T::of).map_err(|error: JsonError| format!("is not JSON: {error}")),
        false => yaml_document(text).map(T::of).map_err(|problem| format!("is not YAML: {problem}")),
    }
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
        let bytes = contents.read(&path, files)?;
        let value: Arc<Value> =
            Arc::new(value(&path, &bytes).map_err(|problem| format!("`{path}` {problem}"))?);
        read.insert(path.clone(), value.clone());
        Ok((path, value))
    }
}

//! Files that a scenario names.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diag::Sink;
use crate::lang::schema;
use crate::source::{FileId, Sources, Span, text_of};
use crate::value::{Value, read};
use crate::yaml;

/// Reads what scenario files refer to. `io` implements it; paths are those that people see, with `/`.
pub trait Files {
    /// The file that `written` means in the file `from`: relative to it, and inside the project. The error is one line
    /// for people.
    fn resolve(&self, from: &str, written: &str) -> Result<Arc<str>, String>;

    /// Whether `written` stays inside the project, for a path that names no file to be read: a folder, or a report.
    fn stays_inside(&self, from: &str, written: &str) -> Result<(), String>;

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

    fn stays_inside(&self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("the file `{path}` does not exist"))
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

    /// The bytes of a file that was read before.
    fn known(&self, path: &str) -> Option<Arc<[u8]>> {
        self.by_path.get(path)?.clone().ok()
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

/// What is in a JSON or YAML document of others, with the digits of its numbers. Warnings go to `sink`, and the text to
/// `sources` where something points into it. The error completes the document's name.
pub fn value(path: &str, bytes: &[u8], sources: &mut Sources, sink: &mut Sink) -> Result<Value, String> {
    const LIMIT: usize = crate::vocabulary::limits::JSON_FILE;
    if bytes.len() > LIMIT {
        return Err("is larger than 16 MiB".to_owned());
    }
    let text = text_of(bytes)?;
    if !path.ends_with(".json") {
        let file = sources.find(path).unwrap_or_else(|| sources.add(path, text));
        let mut found = Sink::default();
        let root = yaml::document(file, sources.file(file), &mut found);
        let found = found.take();
        return match (root, found.first()) {
            (None, Some(error)) => {
                Err(format!("cannot be read: {}: {}", error.position(sources), error.message))
            }
            (root, _) => {
                found.into_iter().for_each(|warning| sink.push(warning));
                Ok(root.map_or(Value::Null, |root| root.value()))
            }
        };
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let reading = read(text, usize::MAX).map_err(|error| format!("is not valid JSON: {error}"))?;
    if !reading.duplicate_keys.is_empty() {
        // JSON is YAML: its tree knows where the keys are.
        let file = sources.find(path).unwrap_or_else(|| sources.add(path, text));
        yaml::document(file, &sources.shared(file), sink);
    }
    Ok(reading.value)
}

/// Where a part of a document is written, or its nearest parent; `None` where that cannot be said.
pub fn place(named: &mut Named<'_>, path: &str, pointer: &str) -> Option<Span> {
    let bytes = named.contents.known(path)?;
    let text = text_of(&bytes).ok()?;
    let file = named.sources.find(path).unwrap_or_else(|| named.sources.add(path, text));
    let source = named.sources.shared(file);
    let root = yaml::document(file, &source, &mut Sink::default())?;
    let span = root.nearest(pointer).span;
    // The line where it begins is enough.
    let end = source.line_range(source.line_of(span.start as usize)).end as u32;
    Some(Span { end: span.end.min(end), ..span })
}

/// Reads JSON and YAML documents for others: those that a document refers to, each once however often it does.
pub fn loader<'r, 's>(
    files: &'r dyn Files,
    named: &'r mut Named<'s>,
    sink: &'r mut Sink,
) -> impl FnMut(&str, &str) -> Result<(Arc<str>, Arc<serde_json::Value>), String> + use<'r, 's> {
    let mut read: HashMap<Arc<str>, Arc<serde_json::Value>> = HashMap::new();
    move |from, written| {
        let path = files.resolve(from, written)?;
        if let Some(value) = read.get(&path) {
            return Ok((path, value.clone()));
        }
        let bytes = named.contents.read(&path, files)?;
        let value =
            value(&path, &bytes, named.sources, sink).map_err(|problem| format!("`{path}` {problem}"))?;
        let value = Arc::new(schema::document(&value));
        read.insert(path.clone(), value.clone());
        Ok((path, value))
    }
}

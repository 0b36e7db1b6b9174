//! A document with all local files that it refers to, each once, every reference to a file made absolute.
//!
//! References are followed here and not by the validator's own resolver, so that a file is read through the port of the
//! project, a reference that leads nowhere is told where it stands, and nothing is left to be fetched later.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::document::{Document, Documents, uri_of};
use super::problem::{SchemaProblem, remote};
use super::references::{Reference, references};
use crate::source::IN_PATH;
use crate::value::segments;
use crate::vocabulary::limits::SCHEMA_FILES;

/// Reads the file that a text means in the file `from`: its path as people know it, and what is in it. The error is one
/// line for people.
pub type Load<'l> = &'l mut dyn FnMut(&str, &str) -> Result<(Arc<str>, Arc<Value>), String>;

/// An absolute reference. People write letters into pointers that a URI may not have.
fn reference_of(uri: &str, fragment: &str) -> String {
    match fragment.starts_with('/') {
        true => {
            let pointer = percent_decode_str(fragment).decode_utf8_lossy();
            format!("{uri}#{}", utf8_percent_encode(&pointer, IN_PATH))
        }
        false => format!("{uri}#{fragment}"),
    }
}

/// Gathers a document and what it refers to, with the references that lead nowhere. `registered` are documents that are there already under their own URIs.
pub fn bundle(root: Document, registered: Vec<Document>, load: Load<'_>) -> (Documents, Vec<SchemaProblem>) {
    let mut gathering = Gathering { problems: Vec::new(), ids: HashSet::new(), remote: Vec::new() };
    let mut known: HashMap<String, Document> = HashMap::from([(root.uri.clone(), root.clone())]);
    let mut open = vec![root.uri];
    let mut documents = Documents::default();
    gathering.ids.extend(registered.iter().map(|document| document.uri.clone()));
    while let Some(uri) = open.pop() {
        let Some(mut document) = known.remove(&uri) else { continue };
        let found = references(&document.value, &document.uri);
        gathering.ids.extend(found.ids);
        for reference in &found.references {
            let Some(target) = gathering.target(&document, reference, load) else { continue };
            if let Some(holder) = document.value.pointer_mut(&reference.holder)
                && let Some(written) = holder.get_mut(reference.key.as_str())
            {
                *written = target.reference.into();
            }
            if let Some((uri, path, value)) = target.file
                && documents.get(&uri).is_none()
                && uri != document.uri
                && !known.contains_key(&uri)
            {
                open.push(uri.clone());
                known.insert(uri, Document::file(path, (*value).clone()));
            }
        }
        documents.push(document);
        if documents.all.len() > SCHEMA_FILES {
            let message = format!("more than {SCHEMA_FILES} files refer to each other");
            gathering.problems.push(SchemaProblem::new(&*documents.all[0].name, "", message));
            break;
        }
    }
    gathering.dangling(&documents);
    for document in registered {
        documents.push(document);
    }
    gathering.still_remote();
    (documents, gathering.problems)
}

struct Gathering {
    problems: Vec<SchemaProblem>,
    /// URIs that documents or parts of them have given themselves.
    ids: HashSet<String>,
    /// References into the network that may still turn out to mean one of `ids`.
    remote: Vec<(Arc<str>, String, String)>,
}

struct Target {
    /// As it is to be written.
    reference: String,
    /// The file that it leads to: its URI, its path and what is in it.
    file: Option<(String, Arc<str>, Arc<Value>)>,
}

impl Gathering {
    /// What is to be written for a reference; `None` leaves it as it is.
    fn target(&mut self, document: &Document, reference: &Reference, load: Load<'_>) -> Option<Target> {
        let written = reference.written.as_str();
        let (file, fragment) = written.split_once('#').unwrap_or((written, ""));
        if file.is_empty() {
            // Below an `$id` it is relative to that.
            let own = reference.base == document.uri;
            return own.then(|| Target { reference: reference_of(&document.uri, fragment), file: None });
        }
        let absolute = Url::parse(&reference.base).ok().and_then(|base| base.join(file).ok());
        let absolute = absolute.map_or_else(|| file.to_owned(), |url| url.to_string());
        if is_of_a_draft(&absolute) || self.ids.contains(&absolute) {
            return None;
        }
        if has_scheme(file) || file.starts_with("//") {
            self.remote.push((document.name.clone(), reference.place.clone(), absolute));
            return None;
        }
        let decoded = percent_decode_str(file).decode_utf8_lossy();
        match load(&document.path, &decoded) {
            Ok((path, value)) => {
                let uri = uri_of(&path);
                Some(Target { reference: reference_of(&uri, fragment), file: Some((uri, path, value)) })
            }
            Err(problem) => {
                self.problems.push(SchemaProblem::new(&*document.name, &*reference.place, problem));
                None
            }
        }
    }

    fn still_remote(&mut self) {
        for (name, place, uri) in std::mem::take(&mut self.remote) {
            if !self.ids.contains(&uri) {
                self.problems.push(SchemaProblem::new(&*name, place, remote(&uri)));
            }
        }
    }

    /// References to places that are not there. Anchors are looked up when the schema is compiled.
    fn dangling(&mut self, documents: &Documents) {
        for document in documents.iter() {
            for reference in references(&document.value, &document.uri).references {
                let (uri, fragment) = reference.written.split_once('#').unwrap_or((&reference.written, ""));
                let pointer = percent_decode_str(fragment).decode_utf8_lossy();
                if !(pointer.starts_with('/') || pointer.is_empty()) {
                    continue;
                }
                let Some(target) = documents.get(uri) else { continue };
                if target.value.pointer(&pointer).is_none() {
                    let file = if target.uri == document.uri { "" } else { &*target.name };
                    let message = format!("this refers to `{file}#{pointer}`, which does not exist");
                    let near = near(&target.value, &pointer);
                    let message =
                        near.map_or(message.clone(), |near| format!("{message}; did you mean `{near}`?"));
                    self.problems.push(SchemaProblem::new(&*document.name, reference.place, message));
                }
            }
        }
    }
}

/// The member that a wrong last segment probably means.
fn near(root: &Value, pointer: &str) -> Option<String> {
    let all: Vec<String> = segments(pointer).collect();
    let (last, holder) = all.split_last()?;
    let holder = root.pointer(&super::pointer::pointer_of(holder.iter().map(String::as_str)))?.as_object()?;
    crate::diag::did_you_mean(last, holder.keys().map(String::as_str)).map(str::to_owned)
}

/// The drafts themselves need no file.
fn is_of_a_draft(uri: &str) -> bool {
    uri.starts_with("http://json-schema.org/") || uri.starts_with("https://json-schema.org/")
}

fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    // One letter is a drive of Windows.
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

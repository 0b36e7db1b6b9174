//! YAML text → a tree with a span for every node.
//!
//! Scenario files are read by [`tree`], or by [`partial_tree`] where what comes before a syntax error is of use; documents
//! of others by [`document`].

use super::builder::{Builder, Dialect, Stop};
use super::node::Node;
use crate::diag::{Severity, Sink};
use crate::source::{FileId, SourceFile};

/// Reads a whole file by the strict rules. Findings go to `sink`; `None` when the text is not well-formed.
pub fn tree(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Node> {
    let partial = partial_tree(file, source, sink);
    partial.root.filter(|_| partial.cut.is_none())
}

/// What a text says up to its first syntax error.
pub struct Partial {
    /// The tree, in which a syntax error has closed what was open; `None` where nothing can be said.
    pub root: Option<Node>,
    /// The byte from which on nothing is known; `None` for a text without a syntax error.
    pub cut: Option<usize>,
}

/// Reads a file by the strict rules up to its first syntax error, which goes to `sink` too.
pub fn partial_tree(file: FileId, source: &SourceFile, sink: &mut Sink) -> Partial {
    let mut builder = Builder::new(Dialect::Scenario, file, source.text(), sink);
    match builder.build() {
        Ok(root) => Partial { root: Some(root), cut: None },
        Err(Stop::Limit(diagnostic)) => {
            sink.push(*diagnostic);
            Partial { root: None, cut: None }
        }
        Err(Stop::Syntax { at, diagnostic }) => {
            let (root, cut) = builder.close_all(at, &diagnostic);
            sink.push(*diagnostic);
            Partial { root, cut: Some(cut) }
        }
    }
}

/// Reads a document of others (OpenAPI, JSON Schema, `equals_file`): all of YAML 1.2 that has a JSON form, with tags, merge
/// keys and anchors within bounds. Keys are strings as they are written, such as `200`. `None` where `sink` has an error.
pub fn document(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Node> {
    let mut found = Sink::default();
    let read = Builder::new(Dialect::Document, file, source.text(), &mut found).build();
    let root = match read {
        Ok(root) => Some(root).filter(|_| !found.has_errors()),
        Err(Stop::Limit(diagnostic) | Stop::Syntax { diagnostic, .. }) => {
            found.push(*diagnostic);
            None
        }
    };
    // An error says all that is needed of a document that cannot be used.
    let all = found.take().into_iter();
    let shown = all.filter(|diagnostic| root.is_some() || diagnostic.severity == Severity::Error);
    shown.for_each(|diagnostic| sink.push(diagnostic));
    root
}

//! The canonical layout of a file: `runthrough fmt`.
//!
//! In: a text. Out: the same text with two blanks a level, one blank after `:`, `-` and `,` and inside of `{ }`, a blank
//! line between steps and between sections, and no blanks at line ends. Words, quotes, comments, the order of keys and
//! the line breaks of values stay as they are. It works on tokens, because no parser hands comments out: scalars are
//! where the tree says, and what stands between them is punctuation. The result is read again, and is given only if it
//! means the same.

mod blanks;
mod line;
mod lines;
mod printer;
mod tokens;

use std::sync::Arc;

use super::node::{Node, NodeKind};
use super::tree::tree;
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::source::{FileId, Sources, Span};

/// A text in its canonical layout.
#[derive(Debug)]
pub struct Formatted {
    pub text: String,
    /// What it says.
    pub root: Node,
}

/// Lays a text out. The errors are those of its YAML; a text that has some is not touched.
pub fn format(sources: &mut Sources, path: &str, text: &str) -> Result<Formatted, Vec<Diagnostic>> {
    let (file, root) = read(sources, path, text)?;
    let unix = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    // Spans are those of the text without the line ends of Windows.
    let (own, tree) = if unix == text { (file, root.clone()) } else { read(sources, path, &unix)? };
    let laid_out = tokens::tokens(&unix, &tree).map(|tokens| lines::print(&unix, &tokens));
    let refused = |at: usize, why: &str| {
        let span = Span::new(own, at, at);
        vec![
            Diagnostic::new(Code::YamlFeature, span, format!("this file was not changed: {why}"))
                .help("check, run and the other commands accept the file as it is"),
        ]
    };
    let laid_out =
        laid_out.map_err(|at| refused(at, "it uses a YAML feature that the formatter does not support"))?;
    let again = read(&mut Sources::default(), path, &laid_out);
    match again {
        Ok((_, again)) if same(&root, &again) => Ok(Formatted { text: laid_out, root }),
        _ => Err(refused(0, "formatting it would change its meaning")),
    }
}

fn read(sources: &mut Sources, path: &str, text: &str) -> Result<(FileId, Node), Vec<Diagnostic>> {
    let file = sources.add(Arc::from(path), Arc::from(text));
    let mut sink = Sink::default();
    let root = tree(file, &sources.shared(file), &mut sink);
    let found = sink.take();
    match root {
        Some(root) if !found.iter().any(|found| found.severity == Severity::Error) => Ok((file, root)),
        _ => Err(found),
    }
}

/// Whether two trees say the same, wherever it stands.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.kind, &right.kind) {
        (NodeKind::List(left), NodeKind::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (NodeKind::Map(left), NodeKind::Map(right)) => {
            let pairs = || left.iter().zip(right);
            left.len() == right.len()
                && pairs().all(|((left, _), (right, _))| left.value == right.value)
                && pairs().all(|((_, left), (_, right))| same(left, right))
        }
        (left, right) => left == right,
    }
}

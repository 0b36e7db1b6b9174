//! From a text to its tree, whatever other files say: what takes longest of reading a file, and can be done for several
//! files at once.

use std::sync::Arc;

use super::allow_comment::allows;
use super::parsed::{Loaded, Parsed};
use crate::diag::{Diagnostic, Sink};
use crate::model::Allow;
use crate::source::{FileId, SourceFile, Span, url_passwords};
use crate::yaml::{Node, partial_tree};

/// A text that others can point into, or why there is none.
pub struct Text {
    path: Arc<str>,
    known: Result<(FileId, Arc<SourceFile>), Diagnostic>,
}

impl Text {
    /// Adds a text to the others.
    pub fn add(parsed: &mut Parsed, loaded: Loaded) -> Text {
        let sources = &mut parsed.project.sources;
        let path = loaded.path.clone();
        let known = loaded.text.map(|text| {
            let file = sources.add(loaded.path, text);
            for range in url_passwords(sources.shared(file).text()) {
                sources.hide(Span::new(file, range.start, range.end), "authorization");
            }
            (file, sources.shared(file))
        });
        Text { path, known }
    }

    /// Reads it. Nothing else is needed or changed.
    pub fn tree(&self) -> Tree {
        let mut read = Tree {
            path: self.path.clone(),
            file: None,
            node: None,
            cut: None,
            sink: Sink::default(),
            allows: Vec::new(),
        };
        match &self.known {
            Err(diagnostic) => read.sink.push(diagnostic.clone()),
            Ok((file, source)) => {
                read.file = Some(*file);
                let partial = partial_tree(*file, source, &mut read.sink);
                (read.node, read.cut) = (partial.root, partial.cut);
                let allows = read.node.iter().flat_map(|node| allows(*file, source, node, &mut read.sink));
                read.allows = allows.collect();
            }
        }
        read
    }
}

/// What a text came to.
pub struct Tree {
    /// The path as people know it.
    pub path: Arc<str>,
    file: Option<FileId>,
    node: Option<Node>,
    /// From this byte on nothing is known: the YAML is wrong there.
    cut: Option<usize>,
    sink: Sink,
    allows: Vec<Allow>,
}

impl Tree {
    /// Adds what was found to what is known of the others; `None` where there is no tree.
    pub fn keep(mut self, parsed: &mut Parsed) -> Option<Kept> {
        self.sink.take().into_iter().for_each(|diagnostic| parsed.sink.push(diagnostic));
        parsed.project.allows.extend(self.allows);
        let file = self.file?;
        if self.node.is_none() || self.cut.is_some() {
            parsed.unparsed.insert(file);
        }
        Some(Kept { file, node: self.node?, cut: self.cut })
    }
}

/// A tree whose findings are with those of the others.
pub struct Kept {
    pub file: FileId,
    pub node: Node,
    /// From this byte on nothing is known, so that the file cannot be used: see `before_error`.
    pub cut: Option<usize>,
}

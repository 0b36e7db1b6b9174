//! Findings of `check` for machines.

mod github;
mod json;
mod sarif;

pub use github::github;
pub use json::json;
pub use sarif::sarif;

use crate::diag::{Diagnostic, Edit, Fix, Place};
use crate::project::LoadedProject;
use crate::source::{Location, Sources, Span};

/// What was found.
pub struct Findings<'a> {
    /// The files that were checked.
    pub loaded: &'a LoadedProject,
}

/// A range as machines want it: 1-based, columns in characters, the end exclusive.
struct Region {
    path: String,
    start: (usize, usize),
    end: (usize, usize),
}

impl Findings<'_> {
    fn sources(&self) -> &Sources {
        &self.loaded.project.sources
    }

    fn diagnostics(&self) -> &[Diagnostic] {
        &self.loaded.diagnostics
    }

    fn region(&self, span: Span) -> Region {
        let at = |location: &Location| (location.line, location.column);
        let file = self.sources().file(span.file);
        let (start, end) = (file.location(span.start as usize), file.location(span.end as usize));
        Region { path: start.path.to_string(), start: at(&start), end: at(&end) }
    }

    /// Where a finding is; of one about a file as a whole its first character.
    fn place(&self, diagnostic: &Diagnostic) -> Region {
        match &diagnostic.place {
            Place::Span(span) => self.region(*span),
            Place::File(path) => Region { path: path.to_string(), start: (1, 1), end: (1, 1) },
        }
    }

    /// The edits of a fix, unless they would show a secret.
    fn edits<'f>(&self, fix: &'f Fix) -> Option<&'f [Edit]> {
        let hides = |edit: &Edit| {
            let (hidden, range) = (self.sources().file(edit.span.file).hidden(), edit.span.range());
            hidden.iter().any(|secret| secret.range.start < range.end && range.start < secret.range.end)
        };
        (!fix.edits.iter().any(hides)).then_some(&*fix.edits)
    }
}

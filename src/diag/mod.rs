//! What is wrong in a file, as data; and its rendering for people.
//!
//! A [`Diagnostic`] is a value: a code, a severity, one message, the place, and what to write instead. Renderers
//! (text here, machine formats in `cli`) only format it. [`Sink`] collects them, so that all errors of all files are
//! told at once.

mod codes;
mod fix;
mod frame;
mod severity;
mod suggest;
mod wording;

pub use codes::{CODES, Code};
pub use fix::{Edit, Fix, apply_fixes};
pub use frame::{Styles, frame, render};
pub use severity::Severity;
pub use suggest::{did_you_mean, fold, nearest, negated, suggestion};
pub use wording::{article, counted, list, plural};

use std::collections::HashSet;
use std::sync::Arc;

use crate::source::{FileId, Sources, Span};

/// Where a diagnostic points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Into a text.
    Span(Span),
    /// At a file as a whole, which may not even be readable.
    File(Arc<str>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding; `runthrough explain CODE` tells more.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line: what is wrong.
    pub message: String,
    pub place: Place,
    /// A few words behind the caret.
    pub label: Option<String>,
    /// Another place that matters, and why (for a duplicate: the first one).
    pub related: Option<(Span, String)>,
    /// What to do, a line each.
    pub help: Vec<String>,
    /// What to write instead, where that is known.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with the code's own severity.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::at(code, Place::Span(span), message)
    }

    /// A diagnostic about a file as a whole.
    pub fn for_file(code: Code, path: &str, message: impl Into<String>) -> Self {
        Self::at(code, Place::File(path.into()), message)
    }

    fn at(code: Code, place: Place, message: impl Into<String>) -> Self {
        let severity = code.info().severity;
        let message = clipped(message.into());
        Diagnostic { code, severity, message, place, label: None, related: None, help: Vec::new(), fix: None }
    }

    /// Adds the words behind the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(clipped(label.into()));
        self
    }

    /// Adds a line of advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(clipped(help.into()));
        self
    }

    /// Says which word was meant, and that it should stand in the place of the finding. `safe`: nothing else can have been
    /// meant, as among the keys of a map.
    pub fn meant(self, word: &str, safe: bool) -> Self {
        let label = format!("did you mean `{word}`?");
        match self.place {
            Place::Span(span) => self.label(label).fix(Fix::new(span, word, safe)),
            Place::File(_) => self.help(label),
        }
    }

    /// Says which of the candidates a misspelt word was meant to be, as [`Diagnostic::meant`] does; where none is near,
    /// `otherwise` gives other advice.
    pub fn suggest<'a>(
        self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        safe: bool,
        otherwise: impl FnOnce(Self) -> Self,
    ) -> Self {
        match nearest(word, candidates) {
            Some(near) => self.meant(near.word, safe && near.unambiguous),
            None => otherwise(self),
        }
    }

    /// Adds what to write instead.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Makes a warning of it: here the code's finding is worth a look, but may be meant.
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Adds advice where there is some.
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help.extend(help);
        self
    }

    /// Adds a second place.
    pub fn related(mut self, span: Span, why: impl Into<String>) -> Self {
        self.related = Some((span, why.into()));
        self
    }

    /// `path:line:column` of the finding, or the path alone.
    pub fn position(&self, sources: &Sources) -> String {
        match &self.place {
            Place::Span(span) => sources.location(*span).to_string(),
            Place::File(path) => path.to_string(),
        }
    }

    /// The path of the file that the finding is about.
    pub fn path<'a>(&'a self, sources: &'a Sources) -> &'a str {
        match &self.place {
            Place::Span(span) => sources.file(span.file).path(),
            Place::File(path) => path,
        }
    }
}

/// Characters of a message: what it quotes of a file may be as long as the file.
const LONGEST: usize = 600;

fn clipped(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    /// Files that errors point into.
    wrong: HashSet<FileId>,
}

impl Sink {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if let (Severity::Error, Place::Span(span)) = (diagnostic.severity, &diagnostic.place) {
            self.wrong.insert(span.file);
        }
        self.diagnostics.push(diagnostic);
    }

    /// True when an error (not only warnings) was added.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// True when an error was added that points into this file.
    pub fn has_errors_in(&self, file: FileId) -> bool {
        self.wrong.contains(&file)
    }

    /// Everything added, in the order of the texts.
    pub fn into_sorted(mut self, sources: &Sources) -> Vec<Diagnostic> {
        sort(&mut self.diagnostics, sources);
        self.diagnostics
    }

    /// Moves everything out.
    pub fn take(&mut self) -> Vec<Diagnostic> {
        self.wrong.clear();
        std::mem::take(&mut self.diagnostics)
    }
}

/// Orders by path, then place, then code, and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    diagnostics.sort_by(|left, right| {
        let key = |diagnostic: &Diagnostic| match diagnostic.place {
            Place::Span(span) => (span.start, span.end),
            Place::File(_) => (0, 0),
        };
        (left.path(sources), key(left), left.code.name(), &left.message).cmp(&(
            right.path(sources),
            key(right),
            right.code.name(),
            &right.message,
        ))
    });
    diagnostics.dedup();
}

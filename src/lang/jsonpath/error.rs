//! What is wrong with the text of a path, and where.

use std::fmt;
use std::ops::Range;

/// A text that is not a JSONPath of RFC 9535.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The bytes of the path text that are to blame.
    pub range: Range<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to write instead, where that can be said.
    pub help: Option<String>,
}

impl PathError {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(out, ": {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PathError {}

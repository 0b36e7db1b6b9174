//! Why a text could not be compiled.

use std::ops::Range;

use crate::diag::Code;

/// A finding inside one text; whoever knows where the text stands makes a diagnostic of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CompileError {
    /// What kind of finding.
    pub code: Code,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// One line.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// What should stand in the place of `range`.
    pub meant: Option<String>,
}

impl CompileError {
    /// An error without advice.
    pub fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        CompileError { code, range, message: message.into(), help: None, meant: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which word was meant.
    pub fn meant(mut self, word: &str) -> Self {
        self.meant = Some(word.to_owned());
        self
    }

    /// Moves the range: the text was a part of a longer one that begins `offset` bytes earlier.
    pub fn shifted(mut self, offset: usize) -> Self {
        self.range = self.range.start + offset..self.range.end + offset;
        self
    }
}

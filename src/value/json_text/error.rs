//! Why a text is not read as JSON, as data.

use std::fmt;

use crate::vocabulary::limits::JSON_DEPTH;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// It ends too early.
    End,
    /// This character cannot be there. In a string it is a control character, which must be escaped; in a number, what
    /// follows digits that no number continues with.
    Unexpected(char),
    /// Maps and lists are nested too deeply.
    Depth,
    /// It has more values than are read.
    Values,
}

/// An error and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// The byte in the text, from 0; its length where it ends too early.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl fmt::Display for JsonErrorKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonErrorKind::End => out.write_str("it ends too early"),
            JsonErrorKind::Unexpected(found) if found.is_control() => write!(out, "unexpected {found:?}"),
            JsonErrorKind::Unexpected(found) => write!(out, "unexpected `{found}`"),
            JsonErrorKind::Depth => write!(out, "nested deeper than {JSON_DEPTH} levels"),
            JsonErrorKind::Values => out.write_str("too many values"),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at line {}, column {}", self.kind, self.line, self.column)
    }
}

impl std::error::Error for JsonError {}

/// What the reader stops at; kept small, since every value is returned beside it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// The character at this place, or the end.
    At(usize),
    Depth(usize),
    Values(usize),
}

impl JsonError {
    pub(super) fn new(text: &str, stop: Stop) -> Self {
        let (offset, kind) = match stop {
            Stop::At(offset) => match text.get(offset..).and_then(|rest| rest.chars().next()) {
                Some(found) => (offset, JsonErrorKind::Unexpected(found)),
                None => (text.len(), JsonErrorKind::End),
            },
            Stop::Depth(offset) => (offset, JsonErrorKind::Depth),
            Stop::Values(offset) => (offset, JsonErrorKind::Values),
        };
        let before = text.get(..offset).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        JsonError {
            kind,
            offset,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }
}

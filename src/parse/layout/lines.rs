//! Lines, as they are written in the end.

use super::blanks::arrange;
use super::printer::Printer;
use super::tokens::{Kind, Token};

/// A line of the result; a scalar of several lines is one.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text without the end.
    pub text: String,
    pub role: Role,
    pub begins: Option<Entry>,
    /// The empty lines behind it belong to its value.
    pub keeps: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Blank,
    /// A comment alone.
    Comment,
    Content,
}

/// What has a blank line before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A key at the top of the file.
    Section,
    /// An element of `steps` or `cleanup`.
    Step,
}

impl Line {
    /// An ordinary line.
    pub fn new(text: String, role: Role) -> Self {
        Line { text, role, begins: None, keeps: false }
    }
}

/// Writes tokens as a text.
pub fn print(text: &str, tokens: &[Token]) -> String {
    let mut printer = Printer::new(text);
    // Behind the last line's end there is no further line.
    let tokens = match tokens {
        [all @ .., last] if last.kind == Kind::Newline => all,
        all => all,
    };
    for line in tokens.split(|token| token.kind == Kind::Newline) {
        printer.line(line);
    }
    arrange(printer.finish())
}

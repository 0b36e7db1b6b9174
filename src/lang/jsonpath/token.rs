//! The tokens of a path.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Current,
    Dot,
    Descent,
    Star,
    Open,
    Close,
    ParenOpen,
    ParenClose,
    Comma,
    Colon,
    Question,
    Not,
    And,
    Or,
    Compare,
    Name,
    Number,
    Text,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// A blank stands before it.
    pub(super) blank: bool,
    /// In quoted text: the templates and escaped templates.
    pub(super) cuts: Vec<Cut>,
}

/// A `${…}` or a `$${` inside quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) range: Range<usize>,
    /// The bytes of the expression; none for `$${`, which stands for `${`.
    pub(super) expression: Option<Range<usize>>,
}

pub(super) fn is_name_first(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || character >= '\u{80}'
}

pub(super) fn is_name_char(character: char) -> bool {
    is_name_first(character) || character.is_ascii_digit()
}

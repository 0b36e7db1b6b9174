//! Operators that exclude each other.

use crate::source::Span;

/// What a matcher judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A JSON value.
    Json,
    /// What a path found that may find several.
    List,
    /// The nodes that an XPath or a CSS selector found, or the text of the only one.
    Nodes,
    /// A header, a cookie, a body, a URL.
    Text,
    /// A time that passed.
    Duration,
    /// A length or a count.
    Number,
    /// How many lines of a header there are, which is not absent.
    Lines,
    /// A status.
    Status,
}

impl Subject {
    /// What is compared as it is written.
    pub fn is_text(self) -> bool {
        matches!(self, Subject::Text | Subject::Nodes)
    }
}

/// Two operators that exclude each other, or one that excludes everything.
pub struct Clash {
    pub span: Span,
    pub message: String,
    pub other: Option<Span>,
}

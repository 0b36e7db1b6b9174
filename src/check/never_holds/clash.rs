//! Operators that exclude each other.

use crate::source::Span;

/// What a matcher judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A JSON value.
    Json,
    /// What a path found that may find several.
    List,
    /// A header, a cookie, a body, a URL.
    Text,
    /// A time that passed.
    Duration,
    /// A length or a count.
    Number,
    /// A status.
    Status,
}

/// Two operators that exclude each other, or one that excludes everything.
pub struct Clash {
    pub span: Span,
    pub message: String,
    pub other: Option<Span>,
}

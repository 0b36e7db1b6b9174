//! Captures: values taken from a response under a name.

use std::sync::Arc;

use super::{Data, Expression, Path, Text};
use crate::source::{Span, Spanned};

/// `name: {json: $.path, …}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The variable's name.
    pub name: Spanned<Arc<str>>,
    /// What is taken.
    pub source: Source,
    /// Where the source is written.
    pub span: Span,
    /// Never shown anywhere.
    pub secret: bool,
    /// Taken when nothing is found.
    pub default: Option<Data>,
    /// Which of several values.
    pub pick: Pick,
    /// Applied to the value found; sees `value` and `response`.
    pub transform: Option<Expression>,
    /// Joins lists over the rounds of `repeat` and `for_each`.
    pub append: bool,
}

/// Where a captured value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// JSONPath on the body.
    Json(Path),
    /// A header's first value.
    Header(Text),
    /// The status code, a number.
    Status,
    /// The body as text.
    Body,
    /// The URL of the response.
    Url,
    /// Milliseconds from the first byte sent to the last one received.
    Duration,
}

/// Which of the values that a list path finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The list.
    All,
    /// Its first element.
    First,
    /// Its last element.
    Last,
    /// Its only element; more are a failure.
    One,
}

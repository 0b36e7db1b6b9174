//! Captures: values taken from a response under a name.

use std::sync::Arc;

use super::{Data, Expression, Path, Query, Regex, Text};
use crate::source::{Span, Spanned};

/// `name: {json: $.path, …}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    pub name: Spanned<Arc<str>>,
    /// What is taken.
    pub source: Source,
    /// Where the source is written.
    pub span: Span,
    /// Never shown anywhere.
    pub secret: bool,
    /// Taken when nothing is found.
    pub default: Option<Data>,
    /// Which of several values; not said: the list, of an XPath or CSS selector that finds one value that value.
    pub pick: Option<Pick>,
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
    /// XPath or CSS selector on the body.
    Markup(Query),
    /// A header's first value.
    Header(Text),
    /// The value of a cookie that the response sets.
    Cookie(Text),
    /// The first group of a regular expression on the body.
    Regex(Regex),
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

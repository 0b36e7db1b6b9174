//! What a step expects.

use std::sync::Arc;

use super::{Expression, Matcher, OpenapiExpect, Path, Query, Setting, Text};
use crate::lang::Compiled;
use crate::lang::schema::Schema;
use crate::source::{Span, Spanned};

/// The `expect` of a step, or of `defaults`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expect {
    /// `status`; `None`: 2xx.
    pub status: Option<Spanned<Section<Status>>>,
    /// `headers`: name and matcher.
    pub headers: Vec<(Text, Matcher)>,
    /// Names of `headers` that are `null`: no expectation is inherited for them.
    pub removed_headers: Vec<Arc<str>>,
    /// `json`: path and matcher.
    pub json: Vec<(Path, Matcher)>,
    /// `xml`: XPath and matcher.
    pub xml: Vec<(Query, Matcher)>,
    /// `html`: CSS selector and matcher.
    pub html: Vec<(Query, Matcher)>,
    pub body: Option<BodyExpect>,
    /// `duration`; `null` in a step removes an inherited one.
    pub duration: Option<Section<Matcher>>,
    /// `cookies`: what Set-Cookie of the response says.
    pub cookies: Vec<CookieExpect>,
    /// `schema`: JSON Schema of the body.
    pub schema: Option<Spanned<Compiled<Schema>>>,
    pub openapi: Option<OpenapiExpect>,
    pub url: Option<Matcher>,
    /// `redirects`: how many were followed.
    pub redirects: Option<Matcher>,
    pub snapshot: Option<Snapshot>,
    pub that: Vec<Expression>,
}

/// `snapshot`: the body equals a file that an earlier run has written.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Tells it from others of the same step.
    pub name: Option<Spanned<Arc<str>>>,
    /// What changes from run to run: its type stands in its place.
    pub mask: Vec<Path>,
    /// Where it is asked for.
    pub span: Span,
}

/// A section as written, or `null`, which removes an inherited one.
#[derive(Debug, Clone, PartialEq)]
pub enum Section<T> {
    Is(T),
    /// `null`.
    Removed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    Code(u16),
    /// `2xx`: the first digit.
    Class(u16),
    Any,
    OneOf(Vec<Status>),
    /// Rendered to one of the above.
    Template(Text),
    /// A map of operators.
    Matcher(Matcher),
}

impl Status {
    /// Reads `200`, `2xx` or `any`.
    pub fn parse(text: &str) -> Option<Status> {
        if text == "any" {
            return Some(Status::Any);
        }
        if let Some(class) = text.strip_suffix("xx") {
            return class.parse().ok().filter(|class| (1..=9).contains(class)).map(Status::Class);
        }
        text.parse().ok().filter(|code| text.len() == 3 && *code >= 100).map(Status::Code)
    }
}

/// One name of `cookies`.
#[derive(Debug, Clone, PartialEq)]
pub struct CookieExpect {
    pub name: Spanned<Arc<str>>,
    pub value: Option<Matcher>,
    /// `path`, `domain`, `same_site`, `max_age` and matchers of them.
    pub attributes: Vec<(&'static str, Matcher)>,
    /// `http_only` and `secure`: whether they are there, and where that is written.
    pub flags: Vec<(&'static str, Spanned<Setting<bool>>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BodyExpect {
    /// Matcher of the text.
    pub text: Option<Matcher>,
    /// `same_as`: bytes of a file.
    pub same_as: Option<Spanned<Arc<[u8]>>>,
    /// `sha256`: hexadecimal.
    pub sha256: Option<Text>,
    /// `bytes: {length: matcher}`.
    pub length: Option<Matcher>,
}

impl BodyExpect {
    /// Where the first of them is; `None` where nothing is expected.
    pub fn span(&self) -> Option<Span> {
        let text = self.text.as_ref().map(|matcher| matcher.span);
        let same_as = self.same_as.as_ref().map(|file| file.span);
        let sha256 = self.sha256.as_ref().map(|text| text.span);
        text.or(same_as).or(sha256).or_else(|| self.length.as_ref().map(|matcher| matcher.span))
    }
}

//! Pieces of the file that are compiled: templates, expressions, JSONPath, XPath, CSS selectors and regular expressions.

use std::sync::Arc;

use crate::source::{Span, Spanned};

/// Names a compiled template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TemplateId(pub u32);

/// Names a compiled expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExprId(pub u32);

/// Names a compiled JSONPath.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathId(pub u32);

/// Names a compiled regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegexId(pub u32);

/// Names a compiled JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SchemaId(pub u32);

/// Names a compiled XPath.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct XPathId(pub u32);

/// Names a compiled CSS selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CssId(pub u32);

/// What is looked for in an XML or HTML body.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub id: QueryId,
    pub raw: Arc<str>,
    pub span: Span,
}

/// The compiled form of a [`Query`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryId {
    /// On an XML body.
    XPath(XPathId),
    /// On an HTML body.
    Css(CssId),
}

/// A text that may hold `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The value as YAML gives it.
    pub raw: Arc<str>,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Its compiled form; `None` for a text without `${`, which is taken as it is.
    pub template: Option<TemplateId>,
}

/// A text that is one expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub id: ExprId,
    /// The expression as written, without a `${…}` around it.
    pub raw: Arc<str>,
    pub span: Span,
}

/// A JSONPath.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub id: PathId,
    /// The path as written.
    pub raw: Arc<str>,
    pub span: Span,
    /// True for a "singular query" of RFC 9535, which names at most one node.
    pub singular: bool,
    /// Expressions of the `${…}` inside its names, in order.
    pub names: Vec<Expression>,
}

/// A regular expression, known now or after rendering.
#[derive(Debug, Clone, PartialEq)]
pub enum Regex {
    /// Compiled before the run.
    Fixed { id: RegexId, raw: Spanned<Arc<str>> },
    /// Compiled when its template has been rendered.
    Template(Text),
}

/// A value of the language itself (a duration, a number, a boolean): written out, or a template that gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting<T> {
    /// Known now.
    Fixed(T),
    /// Known when rendered.
    Template(Text),
}

//! Pieces of the file that are compiled: templates, expressions, JSONPath, XPath, CSS selectors and regular expressions.

use std::sync::Arc;

use crate::lang::jsonpath::JsonPath;
use crate::lang::xpath::{Expr, XPath};
use crate::lang::{Compiled, Css, Expr as CompiledExpr, LazyRegex, Slot, Template};
use crate::source::{Span, Spanned};

/// What is looked for in an XML or HTML body.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub language: MarkupLanguage,
    pub compiled: CompiledQuery,
    pub raw: Arc<str>,
    pub span: Span,
}

impl Query {
    /// What it finds, whatever the body.
    pub fn finds(&self) -> Finds {
        let CompiledQuery::XPath(path) = &self.compiled else { return Finds::Nodes };
        match path.root() {
            Expr::Path(_) => Finds::Nodes,
            Expr::Literal(_) | Expr::NormalizeSpace(_) => Finds::Text,
            Expr::Number(_) | Expr::Count(_) | Expr::Last => Finds::Number,
            _ => Finds::Boolean,
        }
    }
}

/// What a [`Query`] finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finds {
    Nodes,
    Text,
    Number,
    Boolean,
}

/// What a body is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkupLanguage {
    Xml,
    Html,
}

/// The compiled form of a [`Query`].
#[derive(Debug, Clone, PartialEq)]
pub enum CompiledQuery {
    XPath(Compiled<XPath>),
    Css(Compiled<Css>),
}

/// A text that may hold `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The value as YAML gives it.
    pub raw: Arc<str>,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Its compiled form; `None` for a text without `${`, which is taken as it is.
    pub template: Option<Compiled<Template>>,
}

impl Text {
    /// Its `${…}`, in order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.template.iter().flat_map(|template| template.slots())
    }
}

/// A text that is one expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub expr: Compiled<CompiledExpr>,
    /// The expression as written, without a `${…}` around it.
    pub raw: Arc<str>,
    pub span: Span,
}

/// A JSONPath.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub compiled: Compiled<JsonPath>,
    /// The path as written.
    pub raw: Arc<str>,
    pub span: Span,
    /// Expressions of the `${…}` inside its names, in order.
    pub names: Vec<Expression>,
}

/// A regular expression, known now or after rendering.
#[derive(Debug, Clone, PartialEq)]
pub enum Regex {
    /// Compiled before the run.
    Fixed { regex: Compiled<LazyRegex>, raw: Spanned<Arc<str>> },
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

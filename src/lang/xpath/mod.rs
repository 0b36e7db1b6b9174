//! XPath: the part of it that asks for a place in a document (XML Path Language 1.0, <https://www.w3.org/TR/xpath-10/>).
//!
//! Location paths along children (`/a/b`, `//b`, `.`, `..`, `*`, `@id`, `text()`), prefixes, predicates on positions,
//! attributes and child values, and the functions `count`, `contains`, `starts-with`, `normalize-space`, `not`, `last`.
//! Anything else is refused when the file is read, with what to write instead.

mod parser;
mod token;

use super::CompileError;

#[derive(Debug, Clone, PartialEq)]
pub struct XPath {
    root: Expr,
}

/// What gives a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Nodes.
    Path(Path),
    /// A text in quotes.
    Literal(String),
    /// A number; alone in a predicate a position, from 1.
    Number(f64),
    /// `count(path)`.
    Count(Path),
    /// `contains(whole, part)`.
    Contains(Box<Expr>, Box<Expr>),
    /// `starts-with(whole, part)`.
    StartsWith(Box<Expr>, Box<Expr>),
    /// `normalize-space(…)`; without an argument of the node at hand.
    NormalizeSpace(Option<Box<Expr>>),
    /// `not(…)`.
    Not(Box<Expr>),
    /// `last()`.
    Last,
    /// `a and b`.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`.
    Or(Box<Expr>, Box<Expr>),
    /// `a = b` and its like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A location path.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// From the document, not from the node at hand.
    pub absolute: bool,
    /// From left to right.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Behind `//`: from every node below, too.
    pub deep: bool,
    /// Which nodes.
    pub test: Test,
    pub predicates: Vec<Expr>,
}

/// Which nodes a step goes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Children that are elements.
    Element(Name),
    Attribute(Name),
    /// `text()`.
    Text,
    /// `.`
    Current,
    /// `..`
    Parent,
}

/// The name that a node must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Before the `:`.
    pub prefix: Option<String>,
    /// `None`: any, `*`.
    pub local: Option<String>,
}

impl XPath {
    pub fn compile(text: &str) -> Result<XPath, CompileError> {
        Ok(XPath { root: parser::parse(text)? })
    }

    /// What gives the value.
    pub fn root(&self) -> &Expr {
        &self.root
    }
}

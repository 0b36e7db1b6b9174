//! The tree of an XPath.

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

/// A comparison.
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
    /// Which of them.
    pub predicates: Vec<Expr>,
}

/// Which nodes a step goes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Children that are elements.
    Element(Name),
    /// Attributes.
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

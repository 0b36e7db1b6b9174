//! A compiled path as the evaluator walks it. Types are checked: what a place can hold is what RFC 9535 allows there.

use crate::value::Value;
use regex::Regex;

/// A query from the root of the document or from the current item of a filter.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) start: Start,
    pub(crate) segments: Box<[Segment]>,
    /// Names and indexes only: it can find one node at most.
    pub(crate) singular: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Root,
    Current,
}

#[derive(Debug)]
pub(crate) enum Segment {
    /// A child segment with one selector, nearly always the case.
    One(Selector),
    /// A child segment with several selectors.
    Many(Box<[Selector]>),
    /// `..`: the selectors on the node itself and on everything below it.
    Descendants(Box<[Selector]>),
}

#[derive(Debug)]
pub(crate) enum Selector {
    Name(Name),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Logical),
}

#[derive(Debug)]
pub(crate) enum Name {
    Fixed(String),
    /// With templates in it.
    Parts(Box<[Part]>),
}

#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    /// The value of the slot with this number.
    Slot(usize),
}

#[derive(Debug)]
pub(crate) enum Logical {
    Or(Box<[Logical]>),
    And(Box<[Logical]>),
    Not(Box<Logical>),
    /// The query finds something.
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    /// `match()` (the whole text) and `search()`.
    Pattern {
        text: Operand,
        pattern: Pattern,
        whole: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What has one value, or nothing.
#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Value),
    /// A singular query.
    Node(Query),
    Length(Box<Operand>),
    Count(Query),
    /// `value()`: the node of a query that found exactly one.
    Only(Query),
}

#[derive(Debug)]
pub(crate) enum Pattern {
    /// From a literal: compiled with the path.
    Fixed(Regex),
    /// From the document.
    Dynamic(Operand),
}

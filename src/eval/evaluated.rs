//! Results of evaluation.

use std::borrow::Cow;

use crate::value::Value;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated<'a> {
    /// A value.
    Value(Cow<'a, Value>),
    /// Nothing, and what it was that is not there.
    Undefined(String),
    /// `omit`.
    Omit,
}

/// An evaluated argument.
pub struct EvaluatedArgument {
    /// `name=`.
    pub name: Option<String>,
    /// Its value.
    pub value: Value,
}

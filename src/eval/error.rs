//! Why an expression gives no value.

use std::ops::Range;

use crate::model::Kind;
use crate::value::NumberError;

/// Why there is no value.
#[derive(Debug, Clone, PartialEq)]
pub struct EvalError {
    /// One line for people.
    pub message: String,
    /// The part of the expression, as bytes of its text; none for what concerns all of it.
    pub range: Option<Range<usize>>,
    /// `template`, or `limit` where something of ours stands in the way.
    pub kind: Kind,
    /// Something that is asked for is not there; nothing else is wrong.
    pub missing: bool,
}

impl EvalError {
    /// An error without a place.
    pub fn new(message: impl Into<String>) -> Self {
        EvalError { message: message.into(), range: None, missing: false, kind: Kind::Template }
    }

    /// Numbers that cannot be worked with, or have no result.
    pub fn number(error: NumberError) -> Self {
        let kind = if error == NumberError::TooLong { Kind::Limit } else { Kind::Template };
        EvalError { kind, ..EvalError::new(error.to_string()) }
    }

    /// Something is not there.
    pub fn missing(what: &str) -> Self {
        EvalError { missing: true, ..EvalError::new(format!("{what} has no value")) }
    }

    pub(super) fn at(mut self, range: &Range<usize>) -> Self {
        self.range.get_or_insert_with(|| range.clone());
        self
    }
}

pub(super) type Result<T> = std::result::Result<T, EvalError>;

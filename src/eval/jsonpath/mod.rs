//! Evaluates compiled JSONPaths by RFC 9535: nodes in the order of the standard, as references into the document.

mod filter;
mod regexes;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::model::value::Value;

use crate::lang::jsonpath::JsonPath;
use crate::lang::jsonpath::tree::Query;
use walk::{Stop, Walker};

/// Visits that one evaluation may make: some seconds of work, far beyond any honest path.
const MAX_VISITS: u64 = 50_000_000;

/// Why an evaluation was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectError {
    /// The path looks at more nodes than the bound.
    TooManyVisits,
    /// Values were compared that are nested deeper than any JSON text we read.
    TooDeep,
    /// The number of given names is not that of the path's slots.
    Names {
        /// Slots in the path.
        expected: usize,
        /// Names given.
        given: usize,
    },
}

impl fmt::Display for SelectError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyVisits => {
                write!(
                    out,
                    "the path looks at more than {MAX_VISITS} nodes of this document: make it narrower"
                )
            }
            Self::TooDeep => out.write_str("the path compares values that are nested too deep"),
            Self::Names { expected, given } => {
                write!(out, "the path has {expected} templates, but {given} values were given")
            }
        }
    }
}

impl std::error::Error for SelectError {}

/// The nodes that the path finds, in the order of RFC 9535. `names` are the values of the slots, in order.
pub fn select<'v>(path: &JsonPath, root: &'v Value, names: &[String]) -> Result<Vec<&'v Value>, SelectError> {
    let expected = path.slots().len();
    if names.len() != expected {
        return Err(SelectError::Names { expected, given: names.len() });
    }
    let Query { segments, .. } = path.query();
    let mut found = Vec::new();
    let end = Walker::new(root, names, MAX_VISITS).walk(root, segments, &mut |node| {
        found.push(node);
        Ok(())
    });
    match end {
        Ok(()) | Err(Stop::Enough) => Ok(found),
        Err(Stop::Failed(error)) => Err(error),
    }
}

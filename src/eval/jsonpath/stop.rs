//! Reasons to stop before a path was followed to its end.

use std::fmt;

/// Visits that one evaluation may make: some seconds of work, far beyond any honest path.
pub(super) const MAX_VISITS: u64 = 50_000_000;

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
                    "the path visits more than {MAX_VISITS} nodes of this document: make it more specific"
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

/// Why a walk ends before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// Whoever asked knows enough.
    Enough,
    Failed(SelectError),
}

pub(super) type Step = Result<(), Stop>;

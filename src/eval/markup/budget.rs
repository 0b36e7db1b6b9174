//! How much reading a body and answering queries may take: steps are counted, so that every machine gives up at the same
//! place.

use std::cell::Cell;

use super::problem::MarkupProblem;
use crate::vocabulary::limits::{MARKUP_STEPS, MARKUP_STEPS_PER_BYTE, MARKUP_STEPS_PER_NODE};

/// Bytes that are looked at in a step.
const BYTES_PER_STEP: usize = 16;

/// Steps that are left for one body.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<u64>,
    exhausted: Cell<bool>,
}

impl Budget {
    /// For reading a body of so many bytes.
    pub fn for_reading(bytes: usize) -> Self {
        Budget::of(MARKUP_STEPS.saturating_add(MARKUP_STEPS_PER_BYTE.saturating_mul(bytes as u64)))
    }

    /// For all queries on a body with so many nodes.
    pub fn for_queries(nodes: usize) -> Self {
        Budget::of(MARKUP_STEPS.saturating_add(MARKUP_STEPS_PER_NODE.saturating_mul(nodes as u64)))
    }

    pub(super) fn of(steps: u64) -> Self {
        Budget { left: Cell::new(steps), exhausted: Cell::new(false) }
    }

    /// Takes steps; false where there are not as many left.
    pub fn take(&self, steps: u64) -> bool {
        match self.left.get().checked_sub(steps) {
            Some(left) => self.left.set(left),
            None => {
                self.left.set(0);
                self.exhausted.set(true);
            }
        }
        !self.exhausted.get()
    }

    /// Takes the steps for looking at a text.
    pub fn take_text(&self, bytes: usize) -> bool {
        self.take((bytes / BYTES_PER_STEP) as u64 + 1)
    }

    /// Whether more steps were asked for than there were.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.get()
    }

    /// The same as an error.
    pub fn check(&self) -> Result<(), MarkupProblem> {
        if !self.is_exhausted() {
            return Ok(());
        }
        let message = format!(
            "is too large for the queries on it: they take more than {MARKUP_STEPS} steps (and {MARKUP_STEPS_PER_NODE} \
             for each of its nodes); name the way to the element, as in `#results > li`"
        );
        Err(MarkupProblem::limit(message))
    }

    /// Takes steps, or fails.
    pub fn spend(&self, steps: u64) -> Result<(), MarkupProblem> {
        self.take(steps);
        self.check()
    }
}

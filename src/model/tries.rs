//! The attempts of a step, by element of its `for_each` and round of its `repeat`.

use super::{Attempt, AttemptRole, StepOutcome};

impl StepOutcome {
    /// The attempts that decide: one for each element and round.
    pub fn deciding(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.role == AttemptRole::Final)
    }

    /// The attempts of each element and round; the last one of each decides.
    pub fn tries(&self) -> impl Iterator<Item = &[Attempt]> {
        self.attempts.chunk_by(|one, next| (one.element, one.round) == (next.element, next.round))
    }

    /// The most attempts that an element and round took.
    pub fn most_tries(&self) -> usize {
        self.tries().map(<[Attempt]>::len).max().unwrap_or(0)
    }

    /// The label of the element that an attempt was for.
    pub fn label(&self, attempt: &Attempt) -> Option<&str> {
        let element = self.elements.get(attempt.element? as usize)?;
        Some(&element.label)
    }
}

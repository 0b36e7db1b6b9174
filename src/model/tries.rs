//! The attempts of a step, by element of its `for_each` and round of its `repeat`.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Attempt, StepOutcome, Verdict};

/// One element of a `for_each`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// What it is called; never a secret.
    pub label: String,
    /// The worst of its rounds.
    pub verdict: Verdict,
    /// Why it was skipped.
    pub reason: Option<String>,
    /// The rendered `say`.
    pub said: Option<String>,
    /// From its start to its end.
    pub duration: Duration,
}

/// What an attempt means for its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttemptRole {
    /// It is the last one of its element and round.
    #[serde(rename = "decides")]
    Final,
    /// It did not pass and was tried again.
    Retried,
    /// `until` was false: it was not judged.
    Pending,
}

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

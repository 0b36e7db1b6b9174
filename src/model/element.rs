//! Results of one element of a `for_each`.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Verdict;

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

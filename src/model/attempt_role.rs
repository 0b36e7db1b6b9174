//! The part that an attempt has in the verdict of its step.

use serde::{Deserialize, Serialize};

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

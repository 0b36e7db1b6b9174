//! Parts of a plan, and what tells one plan from another.

use serde::{Deserialize, Serialize};

/// The I-th of N parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which one, from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

/// What tells a plan from others: the whole plan, also where a shard of it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanIdentity {
    /// Instances of the whole plan.
    pub instances: usize,
    /// Those at its beginning that are fragments with `once: true`.
    pub once: usize,
    /// Sixteen hexadecimal digits: FNV-1a of all ids.
    pub digest: String,
}

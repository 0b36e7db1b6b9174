//! What was learned of the responses of a step.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::Facts;

/// What the responses of a step are like.
#[derive(Debug, Default)]
pub struct Known {
    /// Their statuses.
    pub statuses: BTreeSet<u16>,
    /// Their media types.
    pub media: BTreeSet<String>,
    /// The places of their JSON bodies.
    pub facts: BTreeMap<String, Facts>,
}

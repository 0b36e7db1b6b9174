//! An instance of a fragment that runs once, between its steps and its cleanup, while its users run.

use std::time::Duration;

use super::state::InstanceState;
use crate::model::InstanceOutcome;

/// All that the cleanup needs.
pub struct AwaitingCleanup {
    /// The state as its steps left it.
    pub state: InstanceState,
    /// The outcome of its steps.
    pub outcome: InstanceOutcome,
    /// How long its steps took.
    pub worked: Duration,
}

//! How scenarios are run.

use crate::cli::shard::ShardArgs;
use crate::run::Detail;

/// What a command decides about a run: `run` by its options, others once and for all. The default is a run of which
/// nothing is kept but why it failed.
pub struct RunSettings {
    /// Instances at once; without a number as many as the configuration or the machine says.
    pub jobs: Option<usize>,
    /// The part of the plan that runs.
    pub shard: ShardArgs,
    /// Nothing is sent: neither sockets nor one-time values are needed.
    pub dry_run: bool,
    /// After so many instances that did not pass no new one starts.
    pub fail_fast: Option<usize>,
    /// Every step is shown.
    pub verbose: bool,
    /// What is kept of exchanges.
    pub detail: Detail,
    /// Snapshots are written.
    pub update_snapshots: bool,
    /// The plan gets an identity, by which parts of it are put together.
    pub identify_plan: bool,
    /// What of OpenAPI documents is exercised is counted.
    pub count_coverage: bool,
}

impl Default for RunSettings {
    fn default() -> Self {
        RunSettings {
            jobs: None,
            shard: ShardArgs::default(),
            dry_run: false,
            fail_fast: None,
            verbose: false,
            detail: Detail::Failures,
            update_snapshots: false,
            identify_plan: false,
            count_coverage: false,
        }
    }
}

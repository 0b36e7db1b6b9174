//! What a run needs to know.

use std::sync::Arc;
use std::time::Duration;

use super::analysis::FileAnalysis;
use super::cancellation::Cancellation;
use super::conformance::Conformance;
use super::instance::once::OnceTable;
use super::one_time::totp_registry::TotpRegistry;
use super::ports::Ports;
use super::written_snapshots::WrittenSnapshots;
use crate::model::{BodyLimit, Fragments, Plan};
use crate::plan::FragmentInputs;
use crate::source::Sources;

/// How much of an exchange that went well is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Headers and bodies of failures only.
    Failures,
    /// URLs, headers and captures of every step, bodies of failures only: for a report that shows everything.
    Heads,
    /// Those of every step.
    All,
}

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Instances that run at the same time.
    pub jobs: usize,
    /// What the seeds of the instances are made of.
    pub seed: u64,
    /// Name of the chosen environment, or `none`.
    pub environment: String,
    /// What is kept of exchanges.
    pub detail: Detail,
    /// Limits of bodies.
    pub bodies: BodyLimits,
    /// When the run ends before all instances have run.
    pub limits: RunLimits,
    /// Snapshots are written, not compared.
    pub update_snapshots: bool,
}

/// Limits of the bodies of responses.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// Bytes of a body where a request does not say.
    pub bytes: BodyLimit,
    /// JSON values of a body that are read.
    pub json_values: usize,
}

/// When a run ends before all instances have run.
#[derive(Debug, Clone, Copy)]
pub struct RunLimits {
    /// What all cleanups together may take after an interruption.
    pub grace: Duration,
    /// After so many failed or errored instances no new one starts.
    pub fail_fast: Option<usize>,
    /// What the whole run may take.
    pub timeout: Option<Duration>,
}

/// Everything that the workers share.
pub struct Job {
    /// What runs.
    pub plan: Plan,
    /// Texts, for the frames of failures.
    pub sources: Sources,
    /// What is known of the files of the plan.
    pub files: PlanFiles,
    /// Effects.
    pub ports: Ports,
    /// Settings.
    pub options: RunOptions,
    /// Ends the run early.
    pub cancellation: Cancellation,
    /// What instances leave for each other.
    pub shared: SharedState,
}

/// What is known of the files of a plan before it runs.
pub struct PlanFiles {
    /// By scenario of the plan.
    pub scenarios: Vec<Arc<FileAnalysis>>,
    /// By instance of `plan.once`.
    pub once: Vec<Arc<FileAnalysis>>,
    /// Fragments by their paths.
    pub fragments: Fragments,
    /// Inputs of fragments that no `with` gives.
    pub fragment_inputs: FragmentInputs,
    /// OpenAPI documents that exchanges are validated against.
    pub conformance: Conformance,
}

/// What instances leave for each other while a run goes on.
pub struct SharedState {
    /// What the fragments that run once gave.
    pub once: OnceTable,
    /// One-time passwords that were used.
    pub totp: Arc<TotpRegistry>,
    /// Snapshots that this run has written.
    pub snapshots: WrittenSnapshots,
}

impl SharedState {
    /// The state of a run that has not begun.
    pub fn new(plan: &Plan) -> Self {
        SharedState {
            once: OnceTable::new(plan),
            totp: Arc::default(),
            snapshots: WrittenSnapshots::default(),
        }
    }
}

impl Job {
    /// The analysis of the file that an instance runs.
    pub fn analysis_of(&self, index: usize) -> Option<&Arc<FileAnalysis>> {
        match index.checked_sub(self.plan.once.len()) {
            Some(user) => self.files.scenarios.get(self.plan.scenario_of(user)?),
            None => self.files.once.get(index),
        }
    }
}

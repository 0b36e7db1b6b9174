//! What a run needs to know.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::cancellation::Cancellation;
use super::conform::Conformance;
use super::once::OnceTable;
use super::passwords::UsedPasswords;
use super::ports::Ports;
use super::prepare::Given;
use super::snapshot::WrittenSnapshots;
use crate::eval::mask::Mask;
use crate::lang::Library;
use crate::model::value::Value;
use crate::model::{BodyLimit, Fragments, Plan};
use crate::plan::{FragmentInputs, InputValue};
use crate::source::Sources;

/// How much of an exchange that went well is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Headers and bodies of failures only.
    Failures,
    /// URLs, headers and captures of every step, bodies of failures only: what a report wants that tells everything.
    Heads,
    /// Those of every step.
    All,
}

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Instances at once.
    pub jobs: usize,
    /// What the instances' seeds come from.
    pub seed: u64,
    /// Name of the chosen environment, or `none`.
    pub environment: String,
    /// What is kept.
    pub detail: Detail,
    /// Bytes of a body where a request does not say.
    pub max_body: BodyLimit,
    /// JSON values of a body that are read.
    pub max_json_values: usize,
    /// What all cleanups together may take after an interruption.
    pub grace: Duration,
    /// After so many failed or errored instances no new one starts.
    pub fail_fast: Option<usize>,
    /// What the whole run may take.
    pub timeout: Option<Duration>,
    /// Snapshots are written, not compared.
    pub update_snapshots: bool,
}

/// Everything that the workers share.
pub struct Job {
    /// What runs.
    pub plan: Plan,
    /// What was compiled.
    pub library: Library,
    /// Texts, for the frames of failures.
    pub sources: Sources,
    /// By scenario of the plan.
    pub prepared: Vec<Prepared>,
    /// By instance of `plan.once`.
    pub prepared_once: Vec<Arc<Prepared>>,
    /// Fragments by their paths.
    pub fragments: Fragments,
    /// Inputs of fragments that no `with` gives.
    pub fragment_inputs: FragmentInputs,
    /// What the fragments that run once gave.
    pub once: OnceTable,
    /// OpenAPI documents that exchanges are held against.
    pub conform: Conformance,
    /// Effects.
    pub ports: Ports,
    /// Settings.
    pub options: RunOptions,
    /// Ends the run early.
    pub cancellation: Cancellation,
    /// The clock, as expressions ask it.
    pub now_ms: Box<dyn Fn() -> i64 + Send + Sync>,
    /// One-time passwords that were used.
    pub passwords: UsedPasswords,
    /// Snapshots that this run has written.
    pub snapshots: WrittenSnapshots,
}

/// What is known of a scenario or a fragment before it runs.
pub struct Prepared {
    /// Where the values of its inputs come from; of a fragment those that `with` does not give.
    pub inputs: Vec<(Arc<str>, InputValue)>,
    /// Names whose values are secret.
    pub secret: HashSet<Arc<str>>,
    /// The mask of the secrets that are known before the run.
    pub known: Mask,
    /// By step (cleanup behind steps): one-time inputs that it mentions.
    pub one_time: Vec<Vec<Arc<str>>>,
    /// By step: it sends such a value, or what a var makes of one, and so is never sent again.
    pub sends_one_time: Vec<bool>,
    /// One-time inputs that `vars` mention.
    pub vars_one_time: Vec<Arc<str>>,
    /// One-time inputs that take their values themselves.
    pub own_one_time: Vec<Arc<str>>,
    /// Of a fragment: what `with` gives.
    pub given: Vec<Given>,
    /// By step: the fragment that it uses.
    pub uses: HashMap<usize, Arc<Prepared>>,
}

impl Job {
    /// What is known of what an instance runs.
    pub fn prepared_of(&self, index: usize) -> Option<&Prepared> {
        match index.checked_sub(self.plan.once.len()) {
            Some(user) => self.prepared.get(self.plan.scenario_of(user)?),
            None => self.prepared_once.get(index).map(|prepared| &**prepared),
        }
    }
}

/// Calls back with every text and number inside of a value.
pub fn for_each_text(value: &Value, each: &mut dyn FnMut(String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => each(text.clone()),
            Value::Number(number) => each(number.to_string()),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            Value::Null | Value::Bool(_) => {}
        }
    }
}

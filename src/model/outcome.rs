//! What came of it. Everything here is masked before it leaves `run`.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    AttemptRole, Coverage, DisplayValue, Element, Exercised, Kind, Note, PlanIdentity, Problem, Rule, Shard,
    Timings, Verdict,
};
use crate::source::Location;

/// What is known before the first instance.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunHeader {
    /// Sixteen hexadecimal digits.
    pub run_id: String,
    /// Version of runthrough.
    pub version: String,
    /// Milliseconds since 1970-01-01 UTC.
    pub started_ms: i64,
    /// The chosen environment, or `none`.
    pub environment: String,
    /// What the instances' seeds come from.
    pub seed: u64,
    /// How many instances were planned.
    pub planned: usize,
    /// Instances at once.
    pub jobs: usize,
    /// Show the exchanges of passed steps too.
    pub verbose: bool,
    /// The whole plan; without digest where no report tells it.
    pub plan: PlanIdentity,
    /// Which part of the plan runs.
    pub shard: Option<Shard>,
    /// Ids of the runs that were merged into this one.
    pub merged_from: Vec<String>,
}

/// What came of one scenario instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InstanceOutcome {
    /// Its place in the plan.
    pub index: usize,
    /// Stable over runs and machines.
    pub id: String,
    /// The scenario's name.
    pub name: Arc<str>,
    /// Its file.
    pub path: Arc<str>,
    /// Line of its name.
    pub line: usize,
    /// Its tags.
    pub tags: Vec<Arc<str>>,
    /// Which repetition, from 0.
    pub repetition: usize,
    /// Which of the run's workers ran it, from 0; `None` where it did not run here, such as in a merged report: it differs
    /// from run to run, so that the public report does not have it.
    pub worker: Option<u32>,
    /// The worst of its steps.
    pub verdict: Verdict,
    /// Why it was skipped as a whole.
    pub reason: Option<String>,
    /// What went wrong outside its steps.
    pub problems: Vec<Problem>,
    /// Milliseconds since 1970-01-01 UTC.
    pub started_ms: i64,
    /// From its start to the end of its cleanup.
    pub duration: Duration,
    /// Steps, then cleanup, in order.
    pub steps: Vec<StepOutcome>,
    /// What of an OpenAPI document it exercised. Only the totals keep it.
    #[serde(skip)]
    pub exercised: Exercised,
}

impl InstanceOutcome {
    /// Problems outside the steps, then those of each step.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().chain(self.steps.iter().flat_map(StepOutcome::problems))
    }

    /// How many requests were sent.
    pub fn requests(&self) -> usize {
        self.steps.iter().flat_map(|step| &step.attempts).filter(|attempt| attempt.exchange.is_some()).count()
    }
}

/// What came of one step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepOutcome {
    /// Its name.
    pub name: Arc<str>,
    /// Line of its name.
    pub line: usize,
    /// True for a step of the cleanup.
    pub cleanup: bool,
    /// How it ended.
    pub verdict: Verdict,
    /// Why it was skipped.
    pub reason: Option<String>,
    /// The rendered `say`.
    pub said: Option<String>,
    /// Remarks, such as a capture that found nothing after a wrong status.
    pub notes: Vec<Note>,
    /// Every attempt; empty when it was skipped. Those of one element and round stand together, the one that decides last.
    pub attempts: Vec<Attempt>,
    /// Elements of a `for_each`, in order; empty for other steps.
    pub elements: Vec<Element>,
    /// The elements are written in the file: each may have a case of its own in a report that needs stable names.
    pub elements_fixed: bool,
    /// Passed only after a failed attempt.
    pub flaky: bool,
    /// From its start to its end.
    pub duration: Duration,
}

impl StepOutcome {
    /// What went wrong in the attempts that decide.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.deciding().flat_map(|attempt| &attempt.problems)
    }

    /// Adds a remark, unless it is there already.
    pub fn note(&mut self, note: impl Into<Note>) {
        let note = note.into();
        if self.notes.iter().all(|known| *known != note) {
            self.notes.push(note);
        }
    }

    /// The exchange that decides, the last one where there are several rounds or elements.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.attempts.last().and_then(|attempt| attempt.exchange.as_ref())
    }
}

/// One try of a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attempt {
    /// Which element of a `for_each` it was for, from 0.
    pub element: Option<u32>,
    /// Which round of a `repeat` it belongs to, from 1.
    pub round: Option<u32>,
    /// What it means for the step.
    pub role: AttemptRole,
    /// How it ended; `skipped` when it was not judged.
    pub verdict: Verdict,
    /// What was sent and came back; `None` for a step without a request, or when it could not be rendered.
    pub exchange: Option<Exchange>,
    /// What went wrong.
    pub problems: Vec<Problem>,
    /// Every expectation that was evaluated, in order; kept where a report tells everything. Those that do not hold are
    /// problems, too.
    pub expectations: Vec<Expectation>,
    /// What was captured; kept where a report tells everything.
    pub captures: Vec<Captured>,
    /// From its start to its end.
    pub duration: Duration,
}

/// An exchange as it may be shown. Bodies and headers of passed steps are kept in detailed runs only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    /// The method token.
    pub method: Arc<str>,
    /// The URL.
    pub url: String,
    /// Request headers as given; those that the client adds are not listed.
    pub request_headers: Vec<(Arc<str>, String)>,
    /// Request body as text.
    pub request_body: Option<String>,
    /// Status of the response, if one came.
    pub status: Option<u16>,
    /// Response headers.
    pub response_headers: Vec<(String, String)>,
    /// Response body as text.
    pub response_body: Option<String>,
    /// Bytes of the response's body.
    pub response_size: u64,
    /// Phases.
    pub timings: Timings,
    /// False when headers and bodies were left out.
    pub detailed: bool,
}

/// One expectation that was evaluated.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Expectation {
    /// `status`, `json` and so on.
    pub kind: Kind,
    /// Path or header name.
    pub target: String,
    /// Operator's name.
    pub operator: String,
    /// Passed where it holds; errored where that could not be told.
    pub verdict: Verdict,
    /// Where it is written.
    pub location: Option<Location>,
    /// What was expected, where that is one value.
    pub expected: Option<DisplayValue>,
    /// What an operator on other operators asks for.
    pub rule: Option<Rule>,
    /// What was there.
    pub actual: Option<DisplayValue>,
}

/// One captured value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Captured {
    /// The variable.
    pub name: Arc<str>,
    /// Its value, masked.
    pub value: DisplayValue,
}

/// What a whole run came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Scenario instances by verdict.
    pub passed: usize,
    /// Scenario instances by verdict.
    pub failed: usize,
    /// Scenario instances by verdict.
    pub errored: usize,
    /// Scenario instances by verdict.
    pub skipped: usize,
    /// Files that could not be run for their errors.
    pub invalid_files: usize,
    /// Steps that ran.
    pub steps: usize,
    /// Requests sent.
    pub requests: usize,
    /// Flaky steps.
    pub flaky: usize,
    /// Wall-clock time.
    pub duration: Duration,
    /// A signal or `--timeout` ended it.
    pub interrupted: bool,
    /// A bug of ours showed.
    pub internal: bool,
    /// Ids of instances whose cleanup was not reached.
    pub cleanup_not_reached: Vec<String>,
    /// What of the OpenAPI documents was exercised; empty where that was not asked for.
    pub coverage: Coverage,
}

impl Totals {
    /// Adds an instance.
    pub fn add(&mut self, outcome: &InstanceOutcome) {
        match outcome.verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Errored => self.errored += 1,
            Verdict::Skipped => self.skipped += 1,
        }
        self.coverage.add(&outcome.exercised);
        self.steps += outcome.steps.iter().filter(|step| step.verdict != Verdict::Skipped).count();
        self.requests += outcome.requests();
        self.flaky += outcome.steps.iter().filter(|step| step.flaky).count();
        self.internal |= outcome.all_problems().any(|problem| problem.kind == Kind::Internal);
        if outcome.all_problems().any(|problem| problem.kind == Kind::CleanupNotReached) {
            self.cleanup_not_reached.push(outcome.id.clone());
        }
    }

    /// Instances that ended.
    pub fn instances(&self) -> usize {
        self.passed + self.failed + self.errored + self.skipped
    }
}

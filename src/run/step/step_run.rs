//! A step while it runs.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{Attempt, AttemptRole, Exchange, Problem, Step, StepOutcome, Verdict};
use crate::value::Value;

/// A step while it runs.
pub struct StepRun<'s> {
    /// Its index in the file; cleanup counts after the steps.
    pub index: usize,
    /// As written.
    pub step: &'s Step,
    /// Which element of its `for_each`, from 0.
    pub element: Option<u32>,
    /// The label of that element.
    pub label: Option<String>,
    /// Which round of its `repeat`, from 1.
    pub round: Option<u32>,
    /// What `append` has joined so far.
    pub appended: Vec<(Arc<str>, Vec<Value>)>,
    /// Its outcome so far.
    pub outcome: StepOutcome,
    /// Outcomes of the steps of the fragment that it uses.
    pub nested: Vec<StepOutcome>,
}

/// How one element ended, or a step without `for_each`.
pub struct Ended {
    /// Why it was skipped.
    pub reason: Option<String>,
    /// The rendered `say`.
    pub said: Option<String>,
}

impl<'s> StepRun<'s> {
    /// A step that has not begun. `outcome` is filled while it runs.
    pub fn new(index: usize, step: &'s Step, outcome: StepOutcome) -> Self {
        StepRun {
            index,
            step,
            element: None,
            label: None,
            round: None,
            appended: Vec::new(),
            outcome,
            nested: Vec::new(),
        }
    }

    /// Whether the step belongs to a cleanup.
    pub fn is_cleanup(&self) -> bool {
        self.outcome.cleanup
    }

    /// Adds an attempt of the current element and round.
    pub fn push(&mut self, attempt: Attempt, role: AttemptRole) {
        let (element, round) = (self.element, self.round);
        self.outcome.attempts.push(Attempt { element, round, role, ..attempt });
    }

    /// Adds an attempt that a problem kept from being made.
    pub fn fail(&mut self, problem: Problem) {
        self.push(attempt(None, vec![problem], Duration::ZERO), AttemptRole::Final);
    }

    /// Adds a problem to the last attempt.
    pub fn add_problem(&mut self, problem: Problem) {
        match self.outcome.attempts.last_mut() {
            Some(attempt) => {
                attempt.verdict = attempt.verdict.max(problem.kind.verdict());
                attempt.problems.push(problem);
            }
            None => self.fail(problem),
        }
    }

    /// The worst verdict of the final attempts from `first` on.
    pub fn verdict_since(&self, first: usize) -> Verdict {
        let since = self.outcome.attempts.get(first..).unwrap_or_default();
        let last = since.iter().filter(|attempt| attempt.role == AttemptRole::Final);
        last.map(|attempt| attempt.verdict).max().unwrap_or(Verdict::Skipped)
    }
}

/// An attempt with its problems.
pub fn attempt(exchange: Option<Exchange>, problems: Vec<Problem>, duration: Duration) -> Attempt {
    let verdict = problems.iter().map(|problem| problem.kind.verdict()).max().unwrap_or(Verdict::Passed);
    Attempt {
        element: None,
        round: None,
        role: AttemptRole::Final,
        verdict,
        exchange,
        problems,
        expectations: Vec::new(),
        captures: Vec::new(),
        duration,
    }
}

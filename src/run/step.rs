//! One step: whether it runs, what it says, how it ended.

use std::sync::Arc;
use std::time::Duration;

use super::instance::Running;
use crate::eval::render::{self, RenderError};
use crate::eval::walk;
use crate::model::value::Value;
use crate::model::visit::Used;
use crate::model::{Attempt, AttemptRole, Kind, Problem, Step, StepOutcome, Text, Verdict};

/// A step while it runs.
pub struct StepRun<'s> {
    /// Its place; cleanup counts behind steps.
    pub index: usize,
    /// As written.
    pub step: &'s Step,
    /// True for a step of the cleanup.
    pub cleanup: bool,
    /// Which element of its `for_each`, from 0.
    pub element: Option<u32>,
    /// What that element is called.
    pub label: Option<String>,
    /// Which round of its `repeat`, from 1.
    pub round: Option<u32>,
    /// What `append` has joined so far.
    pub appended: Vec<(Arc<str>, Vec<Value>)>,
    /// What came of it so far.
    pub outcome: StepOutcome,
}

/// What came of one element, or of a step without `for_each`.
pub struct Ended {
    /// Why it was skipped.
    pub reason: Option<String>,
    /// The rendered `say`.
    pub said: Option<String>,
}

impl StepRun<'_> {
    /// Keeps an attempt under the element and round that are running.
    pub fn push(&mut self, attempt: Attempt, role: AttemptRole) {
        let (element, round) = (self.element, self.round);
        self.outcome.attempts.push(Attempt { element, round, role, ..attempt });
    }

    /// Something stood in the way of the attempt.
    pub fn trouble(&mut self, problem: Problem) {
        self.push(attempt(None, vec![problem], Duration::ZERO), AttemptRole::Final);
    }

    /// Adds a problem to the attempt that has just decided.
    pub fn add_problem(&mut self, problem: Problem) {
        match self.outcome.attempts.last_mut() {
            Some(attempt) => {
                attempt.verdict = attempt.verdict.max(problem.kind.verdict());
                attempt.problems.push(problem);
            }
            None => self.trouble(problem),
        }
    }

    /// How the attempts from `first` on ended.
    pub fn verdict_since(&self, first: usize) -> Verdict {
        let since = self.outcome.attempts.get(first..).unwrap_or_default();
        let deciding = since.iter().filter(|attempt| attempt.role == AttemptRole::Final);
        deciding.map(|attempt| attempt.verdict).max().unwrap_or(Verdict::Skipped)
    }
}

/// An attempt with what went wrong in it.
pub fn attempt(
    exchange: Option<crate::model::Exchange>,
    problems: Vec<Problem>,
    duration: Duration,
) -> Attempt {
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

impl Running<'_> {
    /// Runs a step; `index` counts cleanup behind steps.
    pub fn step(&mut self, index: usize, step: &Step, cleanup: bool) -> StepOutcome {
        let started = self.job.ports.clock.monotonic();
        let mut run = StepRun {
            index,
            step,
            cleanup,
            element: None,
            label: None,
            round: None,
            appended: Vec::new(),
            outcome: self.blank_step(step, cleanup),
        };
        match &step.for_each {
            Some(for_each) => self.elements(&mut run, for_each),
            None => {
                let ended = self.element(&mut run);
                run.outcome.reason = ended.reason;
                run.outcome.said = ended.said;
            }
        }
        run.outcome.verdict = run.verdict_since(0);
        run.outcome.flaky &= run.outcome.verdict == Verdict::Passed;
        run.outcome.duration = self.job.ports.clock.monotonic().saturating_sub(started);
        run.outcome
    }

    /// One element, or the step where it has none: `when`, the rounds, `say`.
    pub fn element(&mut self, run: &mut StepRun<'_>) -> Ended {
        let first = run.outcome.attempts.len();
        let skipped = |reason| Ended { reason, said: None };
        if let Some(when) = &run.step.when {
            if let Err(problem) = self.take_for(Used::Expression(when)) {
                run.trouble(*problem);
                return skipped(None);
            }
            match walk::boolean(self.job.library.expression(when.id), &self.scope()) {
                Ok(true) => {}
                Ok(false) => return skipped(Some(format!("`when: {}` is false", when.raw.trim()))),
                Err(error) => {
                    run.trouble(self.template_problem(RenderError::new(error, &when.raw, when.span)));
                    return skipped(None);
                }
            }
        }
        self.rounds(run);
        let said = run.step.say.as_ref().and_then(|say| self.say(say, first, run));
        Ended { reason: None, said }
    }

    fn say(&mut self, say: &Text, first: usize, run: &mut StepRun<'_>) -> Option<String> {
        self.learn_derived(&[Used::Text(say)], None);
        match render::string(say, &self.scope()) {
            Ok(text) => Some(self.lazy_mask().apply(&text).into_owned()),
            // What `say` needs was not captured: the failure that explains it is told already.
            Err(_) if run.verdict_since(first) > Verdict::Passed => None,
            Err(error) => {
                run.add_problem(self.template_problem(error));
                None
            }
        }
    }

    /// Why no further round or element may begin, if so.
    pub fn halted(&self, cleanup: bool) -> Option<Problem> {
        if cleanup {
            let message = "the time for the cleanup was up before all of this step had run";
            let up = self.cleanup_time() == Some(Duration::ZERO);
            return up.then(|| Problem::new(Kind::CleanupNotReached, message));
        }
        let message = || format!("{} before all of this step had run", self.job.cancellation.why());
        self.job.cancellation.is_stopping().then(|| Problem::new(Kind::Interrupted, message()))
    }
}

//! Outcomes of steps that do not run, and the one that a step fills while it runs.

use std::time::Duration;

use super::elements::elements_not_run;
use super::step_run::attempt;
use crate::model::{Problem, Step, StepOutcome, Verdict};
use crate::run::instance::running::Running;

/// An outcome to be filled.
pub fn blank(running: &Running<'_>, step: &Step, cleanup: bool) -> StepOutcome {
    let call_site = &running.state.file.call_site;
    StepOutcome {
        name: match call_site.prefix.as_str() {
            "" => step.name.value.clone(),
            prefix => format!("{prefix}{}", step.name.value).into(),
        },
        // A step of a fragment is in another file: here it has the line of the step that uses it.
        line: call_site.line.unwrap_or_else(|| running.job.sources.location(step.name.span).line),
        cleanup,
        verdict: Verdict::Passed,
        reason: None,
        said: None,
        notes: Vec::new(),
        attempts: Vec::new(),
        elements: Vec::new(),
        elements_fixed: false,
        flaky: false,
        duration: Duration::ZERO,
    }
}

/// A step that does not run.
pub fn skipped(running: &Running<'_>, step: &Step, cleanup: bool, reason: String) -> StepOutcome {
    let elements = elements_not_run(running, step);
    StepOutcome {
        verdict: Verdict::Skipped,
        reason: Some(reason),
        elements_fixed: !elements.is_empty(),
        elements,
        ..blank(running, step, cleanup)
    }
}

/// A step that could not begin.
pub fn errored(running: &Running<'_>, step: &Step, cleanup: bool, problem: Problem) -> StepOutcome {
    let attempt = attempt(None, vec![problem], Duration::ZERO);
    StepOutcome { verdict: attempt.verdict, attempts: vec![attempt], ..blank(running, step, cleanup) }
}

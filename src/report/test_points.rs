//! What a scenario instance is counted as in formats that have a case or test point for each step.

use std::borrow::Cow;

use crate::model::{Attempt, AttemptRole, Element, InstanceOutcome, StepOutcome, Verdict};

/// A step, or one for each element of a list that is written in the file: their names are the same in every run.
pub(super) fn points(step: &StepOutcome) -> Vec<Cow<'_, StepOutcome>> {
    if !step.elements_fixed || step.elements.is_empty() {
        return vec![Cow::Borrowed(step)];
    }
    let point = |(index, element): (usize, &Element)| {
        let own = |attempt: &&Attempt| attempt.element == Some(index as u32);
        let attempts: Vec<Attempt> = step.attempts.iter().filter(own).cloned().collect();
        let retried = attempts.iter().any(|attempt| attempt.role == AttemptRole::Retried);
        Cow::Owned(StepOutcome {
            name: format!("{} [{}]", step.name, element.label).into(),
            verdict: element.verdict,
            reason: element.reason.clone().or_else(|| step.reason.clone()),
            said: element.said.clone(),
            notes: if index == 0 { step.notes.clone() } else { Vec::new() },
            flaky: step.flaky && retried,
            duration: element.duration,
            attempts,
            // The label is part of the name.
            elements: Vec::new(),
            ..step.clone()
        })
    };
    let mut points: Vec<_> = step.elements.iter().enumerate().map(point).collect();
    // What belongs to no element: the loop was ended early.
    let outside: Vec<Attempt> = step.attempts.iter().filter(|one| one.element.is_none()).cloned().collect();
    if !outside.is_empty() {
        points.push(Cow::Owned(StepOutcome { attempts: outside, elements: Vec::new(), ..step.clone() }));
    }
    points
}

/// The verdict of a point for what no step can tell; without it an instance could look green that is not.
pub(super) fn outside_steps(outcome: &InstanceOutcome) -> Option<Verdict> {
    let told = outcome.steps.iter().map(|step| step.verdict).max();
    let worst = outcome.problems.iter().map(|problem| problem.kind.verdict()).max();
    let untold = outcome.verdict > told.unwrap_or(Verdict::Passed).max(Verdict::Passed);
    let skipped = (outcome.verdict == Verdict::Skipped && told.is_none()).then_some(Verdict::Skipped);
    worst.or(skipped).or(untold.then_some(outcome.verdict))
}

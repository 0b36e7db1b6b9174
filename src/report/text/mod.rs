//! Outcomes as plain text without colours, shared by the terminal and JUnit.

mod broken;
mod curl;
mod dry_run;
mod escape;
mod exchange;
mod message;
mod observed;
mod problem;
mod reason;
mod rule;
mod timings;

pub use curl::curl_line;
pub use dry_run::dry_text;
pub(super) use escape::{block, indent, one_line};
pub(super) use exchange::{exchange_line, repeat_line};
pub use message::{details, message};
pub(super) use message::{expected_value, note_text};
pub(super) use problem::{every_attempt_text, flaky_text, has_values, headline, problem_text, problems_text};

use crate::model::{InstanceOutcome, StepOutcome};

/// A scenario's name.
pub(super) fn base_name(outcome: &InstanceOutcome) -> String {
    named(&outcome.name, &outcome.path)
}

/// A scenario's name, with its repetition if there are several.
pub(super) fn scenario_name(outcome: &InstanceOutcome) -> String {
    let name = base_name(outcome);
    match outcome.repetition {
        0 => name,
        repetition => format!("{name} (repetition {})", repetition + 1),
    }
}

/// A step's name; that of a cleanup says so.
pub(super) fn step_name(step: &StepOutcome) -> String {
    let name = named(&step.name, "(unnamed step)");
    if step.cleanup { format!("cleanup: {name}") } else { name }
}

/// A text in one line, or another one where it is empty.
pub(super) fn named(name: &str, otherwise: &str) -> String {
    let name = one_line(name);
    if name.is_empty() { one_line(otherwise) } else { name }
}

/// Why an instance was skipped, or an empty text.
pub(super) fn skip_reason(outcome: &InstanceOutcome) -> String {
    let of_steps = || outcome.steps.iter().find_map(|step| step.reason.as_deref());
    one_line(outcome.reason.as_deref().or_else(of_steps).unwrap_or(""))
}

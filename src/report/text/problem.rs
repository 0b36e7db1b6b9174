//! What went wrong as text, the same on the terminal and in the body of a JUnit failure.

use std::fmt::Write;

use super::escape::{block, indent, one_line};
use super::exchange::{exchange_text, request_and_response};
use super::message::{details, message};
use crate::diag::plural;
use crate::model::{Attempt, AttemptRole, DisplayValue, Problem, StepOutcome, Verdict};

/// Why a step did not pass: of each element and round that did not, the earlier attempts, then the problems of the one
/// that decides and what was sent and came back in it. With `verbose` every attempt is shown whole. Ends with a newline
/// unless it is empty.
pub(crate) fn problem_text(step: &StepOutcome, verbose: bool) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let Some((last, earlier)) = tries.split_last().filter(|(last, _)| last.verdict > Verdict::Passed)
        else {
            continue;
        };
        let mut tried = attempts_text(tries.len(), earlier, verbose);
        if !earlier.is_empty() {
            let _ = writeln!(tried, "attempt {} of {}, the last:", tries.len(), tries.len());
        }
        tried.push_str(&attempt_text(last, verbose));
        text.push_str(&under_its_name(step, last, tried));
    }
    text
}

/// The attempts that failed before a step passed. Ends with a newline unless it is empty.
pub(crate) fn flaky_text(step: &StepOutcome, verbose: bool) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let retried = |attempt: &&Attempt| attempt.role == AttemptRole::Retried;
        let Some((_, earlier)) = tries.split_last().filter(|_| tries.iter().any(|one| retried(&one))) else {
            continue;
        };
        let Some((last, before)) = earlier.split_last() else { continue };
        let mut tried = attempts_text(tries.len(), before, verbose);
        let _ = writeln!(tried, "attempt {} of {}:", earlier.len(), tries.len());
        tried.push_str(&indent(&attempt_text(last, verbose), "  "));
        text.push_str(&under_its_name(step, last, tried));
    }
    text
}

/// Every attempt of a step that passed, with bodies whole. Ends with a newline unless it is empty.
pub(crate) fn every_attempt_text(step: &StepOutcome) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let mut tried = String::new();
        for (index, attempt) in tries.iter().enumerate() {
            let exchange = attempt.exchange.as_ref().map(|exchange| request_and_response(exchange, true));
            let shown = problems_text(&attempt.problems) + &exchange.unwrap_or_default();
            if tries.len() == 1 || shown.is_empty() {
                tried.push_str(&shown);
            } else {
                let _ = writeln!(tried, "attempt {} of {}:", index + 1, tries.len());
                tried.push_str(&indent(&shown, "  "));
            }
        }
        if let Some(last) = tries.last().filter(|_| !tried.is_empty()) {
            text.push_str(&under_its_name(step, last, tried));
        }
    }
    text
}

/// Element and round, and below them what came of them.
fn under_its_name(step: &StepOutcome, attempt: &Attempt, tried: String) -> String {
    let element = step.label(attempt).map(|label| {
        let of = step.elements.len();
        format!("{} ({} of {of})", one_line(label), attempt.element.unwrap_or(0) + 1)
    });
    let round = attempt.round.map(|round| format!("round {round}"));
    match (element, round) {
        (None, None) => tried,
        (Some(element), Some(round)) => format!("{element}, {round}:\n{}", indent(&tried, "  ")),
        (Some(name), None) | (None, Some(name)) => format!("{name}:\n{}", indent(&tried, "  ")),
    }
}

/// Problems that belong to no step. Ends with a newline unless it is empty.
pub(crate) fn problems_text(problems: &[Problem]) -> String {
    let mut text = String::new();
    let mut place = None;
    for problem in problems {
        let _ = writeln!(text, "{}: {}", problem.kind, one_line(&message(problem)));
        let frame = problem.source.as_ref();
        // Several expectations of one line would draw it several times.
        if let Some(frame) = frame.filter(|frame| place != Some(&frame.location)) {
            let _ = writeln!(text, "  at {}", one_line(&frame.location.to_string()));
            text.push_str(&indent(&block(&frame.text), "  "));
            place = Some(&frame.location);
        }
        if let Some(expected) = problem.expected() {
            shown(&mut text, "expected", expected);
        }
        if let Some(actual) = problem.actual() {
            shown(&mut text, "actual", actual);
        }
        for part in problem.parts() {
            shown(&mut text, &format!("`{}`", one_line(&part.text)), &part.value);
        }
        for detail in details(problem).iter() {
            text.push_str(&indent(&block(detail), "  "));
        }
    }
    text
}

fn attempt_text(attempt: &Attempt, verbose: bool) -> String {
    let mut text = problems_text(&attempt.problems);
    if let Some(exchange) = &attempt.exchange {
        text.push_str(&exchange_text(exchange, verbose));
    }
    text
}

/// Earlier attempts: a line each, equal ones in one; whole when `verbose`.
fn attempts_text(total: usize, attempts: &[Attempt], verbose: bool) -> String {
    let mut text = String::new();
    if verbose {
        for (index, attempt) in attempts.iter().enumerate() {
            let _ = writeln!(text, "attempt {} of {total}:", index + 1);
            text.push_str(&indent(&attempt_text(attempt, verbose), "  "));
        }
        return text;
    }
    let mut rest = attempts;
    while let Some(first) = rest.first() {
        let line = attempt_line(first);
        let equal = rest.iter().take_while(|attempt| attempt_line(attempt) == line).count();
        let start = attempts.len() - rest.len() + 1;
        let which = if equal == 1 { start.to_string() } else { format!("{start} to {}", start + equal - 1) };
        let _ = writeln!(text, "{} {which} of {total}: {line}", plural(equal, "attempt"));
        rest = &rest[equal..];
    }
    text
}

fn attempt_line(attempt: &Attempt) -> String {
    let more = attempt.problems.len().saturating_sub(1);
    match attempt.problems.first() {
        None => attempt.verdict.as_str().to_owned(),
        Some(problem) if more == 0 => format!("{}: {}", problem.kind, one_line(&message(problem))),
        Some(problem) => format!("{}: {} (and {more} more)", problem.kind, one_line(&message(problem))),
    }
}

/// `label: value (type)`, a value of several lines under its label.
fn shown(text: &mut String, label: &str, value: &DisplayValue) {
    let type_name = one_line(&value.type_name);
    let type_name = if type_name.is_empty() { String::new() } else { format!(" ({type_name})") };
    let value = block(&value.text);
    if value.contains('\n') {
        let _ = writeln!(text, "  {label}{type_name}:");
        text.push_str(&indent(&value, "    "));
    } else {
        let blank = if value.is_empty() { "" } else { " " };
        // `expected` and `actual` stand below each other so that the eye can compare.
        let pad = if label == "actual" { "  " } else { "" };
        let _ = writeln!(text, "  {label}:{pad}{blank}{value}{type_name}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_failed_step_shows_all_once() {
        insta::assert_snapshot!(problem_text(&fixture::failed_step(), false));
    }

    #[test]
    fn equal_attempts_share_a_line() {
        insta::assert_snapshot!(problem_text(&fixture::polling_step(12), false));
    }

    #[test]
    fn the_exchange_of_each_attempt_is_shown_once_when_verbose() {
        let text = problem_text(&fixture::polling_step(3), true);
        assert_eq!(text.matches("request: ").count(), 3);
        assert_eq!(text.matches("repeat: ").count(), 3);
    }
}

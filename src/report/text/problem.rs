//! What went wrong as text, the same on the terminal and in the body of a JUnit failure.

use std::fmt::Write;

use super::escape::{block, indent, one_line};
use super::exchange::{ExchangeView, exchange_text, request_and_response};
use super::message::{details, message};
use super::observed::is_short;
use crate::diag::plural;
use crate::model::{Attempt, AttemptRole, DisplayValue, Kind, Problem, StepOutcome, Verdict};
use crate::report::style::Paint;

/// Why a step did not pass: of each element and round that did not, the earlier attempts, then the problems of the one
/// that decides and what was sent and came back in it. With `verbose` every attempt is shown whole. Ends with a newline
/// unless it is empty.
pub(crate) fn problem_text(step: &StepOutcome, verbose: bool, paint: Paint) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let Some((last, earlier)) = tries.split_last().filter(|(last, _)| last.verdict > Verdict::Passed)
        else {
            continue;
        };
        let mut tried = attempts_text(tries.len(), earlier, verbose, paint);
        if !earlier.is_empty() {
            let _ = writeln!(tried, "attempt {} of {}, the last:", tries.len(), tries.len());
        }
        tried.push_str(&attempt_text(last, verbose, paint));
        text.push_str(&under_its_name(step, last, tried));
    }
    text
}

/// The attempts that failed before a step passed. Ends with a newline unless it is empty.
pub(crate) fn flaky_text(step: &StepOutcome, verbose: bool, paint: Paint) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let retried = |attempt: &&Attempt| attempt.role == AttemptRole::Retried;
        let Some((_, earlier)) = tries.split_last().filter(|_| tries.iter().any(|one| retried(&one))) else {
            continue;
        };
        let Some((last, before)) = earlier.split_last() else { continue };
        let mut tried = attempts_text(tries.len(), before, verbose, paint);
        let _ = writeln!(tried, "attempt {} of {}:", earlier.len(), tries.len());
        tried.push_str(&indent(&attempt_text(last, verbose, paint), "  "));
        text.push_str(&under_its_name(step, last, tried));
    }
    text
}

/// Every attempt of a step that passed, with bodies whole. Ends with a newline unless it is empty.
pub(crate) fn every_attempt_text(step: &StepOutcome, paint: Paint) -> String {
    let mut text = String::new();
    for tries in step.tries() {
        let mut tried = String::new();
        for (index, attempt) in tries.iter().enumerate() {
            let exchange = attempt.exchange.as_ref().map(|exchange| {
                request_and_response(exchange, ExchangeView { verbose: true, ..Default::default() })
            });
            let shown = problems_text(&attempt.problems, paint) + &exchange.unwrap_or_default();
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
pub(crate) fn problems_text(problems: &[Problem], paint: Paint) -> String {
    let mut text = String::new();
    let mut place = None;
    for problem in problems {
        let _ = writeln!(text, "{}", paint.bold(&headline(problem)));
        let frame = problem.source.as_ref();
        // Several expectations of one line would draw it several times.
        if let Some(frame) = frame.filter(|frame| place != Some(&frame.location)) {
            let _ =
                writeln!(text, "  {}", paint.dim(&format!("at {}", one_line(&frame.location.to_string()))));
            for line in block(&frame.text).lines() {
                let _ = writeln!(text, "  {}", paint.dim(line));
            }
            place = Some(&frame.location);
        }
        values(&mut text, problem, paint);
        for part in problem.parts() {
            shown(&mut text, &format!("`{}`", one_line(&part.text)), &part.value, &str::to_owned);
        }
        diff(&mut text, problem.diff(), paint);
        for detail in details(problem).iter() {
            text.push_str(&indent(&block(detail), "  "));
        }
    }
    text
}

/// One line: what failed. Errors and deviations begin with their kind, since they do not begin with "expected".
pub(crate) fn headline(problem: &Problem) -> String {
    let message = one_line(&message(problem));
    match (problem.kind, problem.kind.verdict()) {
        (kind @ Kind::Openapi, _) | (kind, Verdict::Errored) => format!("{kind}: {message}"),
        _ => message,
    }
}

/// True where the headline has both values whole.
pub(crate) fn has_values(problem: &Problem) -> bool {
    [problem.expected(), problem.actual()].into_iter().flatten().all(|value| is_short(&value.text))
}

/// The expected and the received value, where the headline has them cut, and no diff shows how they differ.
fn values(text: &mut String, problem: &Problem, paint: Paint) {
    if !problem.diff().is_empty() || has_values(problem) {
        return;
    }
    if let Some(expected) = problem.expected() {
        shown(text, "expected", expected, &|line| paint.expected(line));
    }
    // A body is shown with the response.
    if let Some(actual) = problem.actual().filter(|_| problem.kind != Kind::Body) {
        shown(text, "received", actual, &|line| paint.received(line));
    }
}

fn diff(text: &mut String, lines: &[String], paint: Paint) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "  {}   {}", paint.expected("- expected"), paint.received("+ received"));
    for line in lines {
        let line = block(line);
        let painted = match line.bytes().next() {
            Some(b'-') => paint.expected(&line),
            Some(b'+') => paint.received(&line),
            _ => paint.dim(&line),
        };
        let _ = writeln!(text, "  {painted}");
    }
}

fn attempt_text(attempt: &Attempt, verbose: bool, paint: Paint) -> String {
    let mut text = problems_text(&attempt.problems, paint);
    if let Some(exchange) = &attempt.exchange {
        // A header that an expectation names matters to the reader.
        let named = attempt.problems.iter().filter(|problem| problem.kind == Kind::Header);
        let named: Vec<&str> = named.filter_map(Problem::path).collect();
        let raw_body = attempt.problems.iter().any(|problem| problem.kind == Kind::Body);
        let outlined = attempt.problems.iter().any(Problem::outlines_body);
        text.push_str(&exchange_text(exchange, ExchangeView { verbose, named: &named, raw_body, outlined }));
    }
    text
}

/// Earlier attempts: a line each, equal ones in one; whole when `verbose`.
fn attempts_text(total: usize, attempts: &[Attempt], verbose: bool, paint: Paint) -> String {
    let mut text = String::new();
    if verbose {
        for (index, attempt) in attempts.iter().enumerate() {
            let _ = writeln!(text, "attempt {} of {total}:", index + 1);
            text.push_str(&indent(&attempt_text(attempt, verbose, paint), "  "));
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
        Some(problem) if more == 0 => headline(problem),
        Some(problem) => format!("{} (and {more} more)", headline(problem)),
    }
}

/// `label: value (type)`, a value of several lines under its label.
fn shown(text: &mut String, label: &str, value: &DisplayValue, paint: &dyn Fn(&str) -> String) {
    let type_name = one_line(&value.type_name);
    let type_name = if type_name.is_empty() { String::new() } else { format!(" ({type_name})") };
    let value = block(&value.text);
    if value.contains('\n') {
        let _ = writeln!(text, "  {label}{type_name}:");
        for line in value.lines() {
            let _ = writeln!(text, "    {}", paint(line));
        }
    } else {
        let space = if value.is_empty() { "" } else { " " };
        let _ = writeln!(text, "  {label}:{space}{}{type_name}", paint(&value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_failed_step_shows_all_once() {
        insta::assert_snapshot!(problem_text(&fixture::failed_step(), false, Paint::none()));
    }

    #[test]
    fn equal_attempts_share_a_line() {
        insta::assert_snapshot!(problem_text(&fixture::polling_step(12), false, Paint::none()));
    }

    #[test]
    fn the_exchange_of_each_attempt_is_shown_once_when_verbose() {
        let text = problem_text(&fixture::polling_step(3), true, Paint::none());
        assert_eq!(text.matches("request: ").count(), 3);
        assert_eq!(text.matches("reproduce with: ").count(), 3);
    }
}

//! Workflow commands of GitHub Actions: failures are shown beside the lines of a pull request.
//!
//! An annotation for each problem of a step that did not pass, a warning for each flaky step, and before them the whole
//! text of a failure in a group that can be folded.

mod command_guard;
mod escape;

use std::io::{Result, Write};

pub use self::command_guard::Parted;
pub(crate) use self::escape::{data, property};
use super::style::Paint;
use super::test_points::outside_steps;
use super::text::{
    block, has_values, headline, indent, one_line, problem_text, problems_text, scenario_name, skip_reason,
    step_name,
};
use super::{Format, InvalidFile};
use crate::model::{DisplayValue, InstanceOutcome, Problem, RunHeader, StepOutcome, Totals, Verdict};

/// An expected or actual value is cut here: an annotation is small, the group above it has all.
const VALUE: usize = 300;

/// The report for GitHub Actions.
#[derive(Debug)]
pub struct GitHub {
    invalid: Vec<InvalidFile>,
    verbose: bool,
    /// What ends a passage in which the runner obeys no command; nobody can know it who writes a response.
    token: String,
}

impl GitHub {
    /// A report without annotations; files that could not be run come first.
    pub fn new(invalid: Vec<InvalidFile>) -> Self {
        GitHub { invalid, verbose: false, token: String::new() }
    }

    /// A group that can be folded. Foreign text in it may look like a command, which must not be obeyed.
    fn group(&self, title: &str, text: &str, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "::group::{}", data(&harmless(title)))?;
        writeln!(out, "::stop-commands::{}", self.token)?;
        out.write_all(harmless(&indent(text, "")).as_bytes())?;
        writeln!(out, "::{}::", self.token)?;
        out.write_all(b"::endgroup::\n")
    }
}

impl Format for GitHub {
    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        self.verbose = header.verbose;
        self.token = format!("runthrough-{}", header.run_id);
        for file in std::mem::take(&mut self.invalid) {
            self.group(
                &format!("{} is not a valid file", one_line(&file.path)),
                &file.messages.concat(),
                out,
            )?;
            let first = file.messages.first().and_then(|message| message.lines().next()).unwrap_or("");
            let place = Place { path: &file.path, line: file.line, column: None };
            annotate(out, "error", place, "runthrough: invalid file", &one_line(first))?;
        }
        Ok(())
    }

    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        let name = scenario_name(outcome);
        if outcome.verdict > Verdict::Passed {
            let mut text = problems_text(&outcome.problems, Paint::none());
            for step in outcome.steps.iter().filter(|step| step.verdict > Verdict::Passed) {
                text.push_str(&format!("{} {}\n", step_name(step), step.verdict.as_str()));
                text.push_str(&indent(&problem_text(step, self.verbose, Paint::none()), "  "));
            }
            self.group(&format!("{name} {}", outcome.verdict.as_str()), &text, out)?;
        }
        let own = Place { path: &outcome.path, line: outcome.line, column: None };
        for problem in &outcome.problems {
            problem_annotation(out, own, &name, problem)?;
        }
        if outcome.problems.is_empty() && outside_steps(outcome) > Some(Verdict::Passed) {
            annotate(out, "error", own, &name, &format!("it {}", outcome.verdict.as_str()))?;
        }
        for step in &outcome.steps {
            let place = Place { line: step.line, ..own };
            let title = format!("{name} > {}", step_name(step));
            if step.verdict > Verdict::Passed {
                step.problems().try_for_each(|problem| problem_annotation(out, place, &title, problem))?;
                if step.problems().next().is_none() {
                    annotate(out, "error", place, &title, &format!("it {}", step.verdict.as_str()))?;
                }
            } else if step.flaky {
                annotate(out, "warning", place, &title, &flaky(step))?;
            }
        }
        if outcome.verdict == Verdict::Skipped {
            let reason = skip_reason(outcome);
            let colon = if reason.is_empty() { "" } else { ": " };
            annotate(out, "notice", own, &name, &format!("skipped{colon}{reason}"))?;
        }
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        if totals.interrupted {
            let message = "the run was interrupted: scenarios that were not started are counted as skipped";
            writeln!(out, "::error title=runthrough::{}", data(message))?;
        }
        Ok(())
    }
}

/// Where an annotation is shown.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: Option<usize>,
}

fn annotate(out: &mut dyn Write, level: &str, place: Place<'_>, title: &str, message: &str) -> Result<()> {
    let column = place.column.map(|column| format!(",col={column}")).unwrap_or_default();
    writeln!(
        out,
        "::{level} file={},line={}{column},title={}::{}",
        property(&harmless(&one_line(place.path.strip_prefix("./").unwrap_or(place.path)))),
        place.line,
        property(&harmless(title)),
        data(&harmless(message))
    )
}

/// At the expectation where that is known, else where the step is written.
fn problem_annotation(out: &mut dyn Write, own: Place<'_>, title: &str, problem: &Problem) -> Result<()> {
    let place = problem.source.as_ref().map_or(own, |frame| Place {
        path: &frame.location.path,
        line: frame.location.line,
        column: Some(frame.location.column),
    });
    let mut text = headline(problem);
    if !has_values(problem) {
        for (label, value) in [("expected", problem.expected()), ("received", problem.actual())] {
            if let Some(value) = value {
                text.push_str(&format!("\n{label}: {}", shown(value)));
            }
        }
    }
    for part in problem.parts() {
        text.push_str(&format!("\n`{}`: {}", one_line(&part.text), shown(&part.value)));
    }
    annotate(out, "error", place, title, &text)
}

fn shown(value: &DisplayValue) -> String {
    let text = block(&value.text);
    let mut cut: String = text.chars().take(VALUE).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    match one_line(&value.type_name) {
        name if name.is_empty() => cut,
        name => format!("{cut} ({name})"),
    }
}

fn flaky(step: &StepOutcome) -> String {
    let mut text = format!("flaky: passed at attempt {}", step.most_tries());
    let retried = step.attempts.iter().find(|attempt| !attempt.problems.is_empty());
    if let Some(problem) = retried.and_then(|attempt| attempt.problems.first()) {
        text.push_str(&format!("; before that: {}", headline(problem)));
    }
    text
}

/// An older notation of commands, which the runner looks for anywhere in a line, is parted.
fn harmless(text: &str) -> String {
    text.replace("##[", "##\u{200b}[")
}

#[cfg(test)]
mod tests;

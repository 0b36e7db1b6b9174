//! Markdown for the job summaries of CI systems, such as the file that `GITHUB_STEP_SUMMARY` names.

mod coverage;
mod escape;
mod parts;

use std::io::{Result, Write};

use self::escape::cell;
use self::parts::{MESSAGE, Parts, cut};
use super::style::Paint;
use super::summary::{Named, SLOW, Summary, effort};
use super::test_points::outside_steps;
use super::text::{headline, problem_text, problems_text, scenario_name, step_name};
use super::{Format, InvalidFile};
use crate::diag::plural;
use crate::model::units::show_duration;
use crate::model::{InstanceOutcome, Problem, RunHeader, StepOutcome, Totals, Verdict};

/// The job summary.
#[derive(Debug)]
pub struct Markdown {
    invalid: Vec<InvalidFile>,
    header: Option<RunHeader>,
    parts: Parts,
    summary: Summary,
}

impl Markdown {
    /// A summary of nothing yet.
    pub fn new(invalid: Vec<InvalidFile>) -> Self {
        Markdown { invalid, header: None, parts: Parts::default(), summary: Summary::default() }
    }

    /// A row for each problem; for what has none, a row that it did not pass.
    fn rows<'a>(
        &mut self,
        verdict: Verdict,
        name: &str,
        place: &str,
        problems: impl Iterator<Item = &'a Problem>,
    ) {
        let mut told = false;
        for problem in problems {
            let message = headline(problem);
            let written = problem.source.as_ref().map(|frame| frame.location.to_string());
            let place = written.as_deref().unwrap_or(place);
            self.parts.row([problem.kind.verdict().as_str(), name, &message, place]);
            told = true;
        }
        if !told {
            self.parts.row([verdict.as_str(), name, "", place]);
        }
    }
}

impl Format for Markdown {
    fn start(&mut self, header: &RunHeader, _out: &mut dyn Write) -> Result<()> {
        self.header = Some(header.clone());
        for file in std::mem::take(&mut self.invalid) {
            let first = file.messages.first().and_then(|message| message.lines().next()).unwrap_or("");
            let place = format!("{}:{}", file.path, file.line);
            self.parts.row([Verdict::Errored.as_str(), &file.path, &format!("file: {first}"), &place]);
            self.parts.detail(&format!("{}: invalid file", file.path), &file.messages.concat());
        }
        Ok(())
    }

    fn instance(&mut self, outcome: &InstanceOutcome, _out: &mut dyn Write) -> Result<()> {
        self.summary.add(outcome);
        if outcome.verdict <= Verdict::Passed {
            return Ok(());
        }
        let verbose = self.header.as_ref().is_some_and(|header| header.verbose);
        let name = scenario_name(outcome);
        let mut text = problems_text(&outcome.problems, Paint::none());
        if let Some(verdict) = outside_steps(outcome).filter(|verdict| *verdict > Verdict::Passed) {
            let place = format!("{}:{}", outcome.path, outcome.line);
            self.rows(verdict, &name, &place, outcome.problems.iter());
        }
        for step in outcome.steps.iter().filter(|step| step.verdict > Verdict::Passed) {
            let place = format!("{}:{}", outcome.path, step.line);
            let title = format!("{name} > {}", step_name(step));
            self.rows(step.verdict, &title, &place, step.problems());
            text.push_str(&step_text(step, verbose));
        }
        self.parts.detail(&format!("{name} {}", outcome.verdict.as_str()), &text);
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        head(totals, self.header.as_ref(), out)?;
        if !self.parts.rows.is_empty() {
            let rows = &self.parts.rows;
            write!(
                out,
                "### Not passed\n\n| | Scenario and step | Problem | Place |\n|---|---|---|---|\n{rows}\n"
            )?;
            left_out(out, self.parts.rows_left_out, "row")?;
            out.write_all(self.parts.details.as_bytes())?;
            left_out(out, self.parts.details_left_out, "scenario text")?;
        }
        coverage::write(&totals.coverage, out)?;
        let mut slowest = self.summary.slowest.iter().filter(|(duration, _)| *duration > SLOW).peekable();
        if slowest.peek().is_some() {
            out.write_all(b"### Slowest steps\n\n| Time | Step |\n|---:|---|\n")?;
            for (duration, name) in slowest {
                writeln!(out, "| {} | {} |", show_duration(*duration), cell(&cut(name, MESSAGE)))?;
            }
            out.write_all(b"\n")?;
        }
        named(out, "Flaky steps", "Step", &self.summary.flaky)?;
        named(out, "Skipped", "Scenario and reason", &self.summary.skipped)
    }
}

fn head(totals: &Totals, header: Option<&RunHeader>, out: &mut dyn Write) -> Result<()> {
    let bad = totals.failed + totals.errored + totals.invalid_files;
    let word = match (bad, totals.passed) {
        _ if totals.interrupted => "interrupted",
        (0, 0) => "nothing was tested",
        (0, _) => "passed",
        _ => "not passed",
    };
    write!(
        out,
        "## runthrough: {word}\n\n\
         | Scenarios | Passed | Failed | Errored | Skipped | Invalid files |\n\
         |---:|---:|---:|---:|---:|---:|\n\
         | {} | {} | {} | {} | {} | {} |\n\n",
        totals.instances(),
        totals.passed,
        totals.failed,
        totals.errored,
        totals.skipped,
        totals.invalid_files
    )?;
    let Some(header) = header else { return Ok(()) };
    // Nothing but inline markup can begin in the middle of a line.
    let environment = cell(&cut(&header.environment, MESSAGE));
    writeln!(out, "{}, environment {environment}\n", effort(totals, header))?;
    if totals.interrupted {
        out.write_all(
            b"The run was interrupted: scenarios that were not started are counted as skipped.\n\n",
        )?;
    }
    match totals.cleanup_not_reached.len() {
        0 => Ok(()),
        count => writeln!(
            out,
            "The cleanup of {count} {} was not reached: something may be left on the server.\n",
            plural(count, "scenario")
        ),
    }
}

/// Foreign text stands in tables only: no block can begin in their cells.
fn named(out: &mut dyn Write, title: &str, column: &str, names: &Named<String>) -> Result<()> {
    if names.first.is_empty() {
        return Ok(());
    }
    write!(out, "### {title}\n\n| {column} |\n|---|\n")?;
    names.first.iter().try_for_each(|name| writeln!(out, "| {} |", cell(&cut(name, MESSAGE))))?;
    out.write_all(b"\n")?;
    match names.more {
        0 => Ok(()),
        more => writeln!(out, "… and {more} more\n"),
    }
}

fn left_out(out: &mut dyn Write, count: usize, what: &str) -> Result<()> {
    match count {
        0 => Ok(()),
        count => {
            writeln!(out, "Left out, because a job summary may have 1 MiB: {count} {}\n", plural(count, what))
        }
    }
}

fn step_text(step: &StepOutcome, verbose: bool) -> String {
    let text = problem_text(step, verbose, Paint::none());
    format!("{} {}\n{}", step_name(step), step.verdict.as_str(), super::text::indent(&text, "  "))
}

#[cfg(test)]
mod tests;

//! The terminal: a line for each finished scenario, all of a failure, and what the run came to.
//!
//! It gets the instances in the order of finishing and writes each at once. What it remembers until the end is
//! bounded, however long the run is.

mod coverage;
mod live;
mod options;
mod summary;

use std::io::{Result, Write};

pub use self::live::{Live, LiveLine};
pub use self::options::TerminalOptions;

use super::style::Paint;
use super::summary::Summary;
use super::text::{
    every_attempt_text, exchange_line, indent, note_text, one_line, problem_text, problems_text, repeat_line,
    scenario_name, skip_reason, step_name,
};
use crate::diag::plural;
use crate::model::units::show_duration;
use crate::model::{Element, InstanceOutcome, RunHeader, StepOutcome, Verdict};

/// The terminal's report.
#[derive(Debug)]
pub struct Terminal {
    options: TerminalOptions,
    paint: Paint,
    summary: Summary,
    /// The last line is an empty one.
    parted: bool,
}

impl Terminal {
    /// A report that has shown nothing yet.
    pub fn new(options: TerminalOptions) -> Self {
        Terminal { options, paint: Paint::new(options.colour), summary: Summary::default(), parted: false }
    }

    /// Before the first instance.
    pub fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        if self.options.quiet {
            return Ok(());
        }
        let planned = header.planned;
        let line = format!(
            "runthrough {}: {planned} {}, environment {}, {} {}, seed {}",
            header.version,
            plural(planned, "scenario"),
            one_line(&header.environment),
            header.jobs,
            plural(header.jobs, "worker"),
            header.seed
        );
        self.parted = true;
        writeln!(out, "{}\n", self.paint.dim(&line))
    }

    /// An instance that has just ended.
    pub fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        self.summary.add(outcome);
        let bad = matches!(outcome.verdict, Verdict::Failed | Verdict::Errored);
        if self.options.quiet && !bad {
            return Ok(());
        }
        self.parted = bad;
        let name = scenario_name(outcome);
        let duration = self.paint.dim(&format!("({})", show_duration(outcome.duration)));
        let mark = self.paint.mark(outcome.verdict);
        match (outcome.verdict, skip_reason(outcome)) {
            (Verdict::Skipped, reason) if reason.is_empty() => writeln!(out, "{mark} {name}")?,
            (Verdict::Skipped, reason) => writeln!(out, "{mark} {name}: {reason}")?,
            _ if bad => writeln!(out, "{mark} {} {duration}", self.paint.bold(&name))?,
            _ => writeln!(out, "{mark} {name} {duration}")?,
        }
        if bad {
            writeln!(out, "      {}:{}", one_line(&outcome.path), outcome.line)?;
            out.write_all(indent(&problems_text(&outcome.problems, self.paint), "  ").as_bytes())?;
        }
        for step in &outcome.steps {
            self.step(step, out)?;
        }
        if self.options.curl {
            // One line each and nothing else in it, so that it can be copied as it is.
            let exchanges = outcome
                .steps
                .iter()
                .flat_map(|step| &step.attempts)
                .filter_map(|attempt| attempt.exchange.as_ref());
            exchanges.filter_map(repeat_line).try_for_each(|line| writeln!(out, "{line}"))?;
        }
        if bad {
            writeln!(out)?;
        }
        Ok(())
    }

    fn step(&self, step: &StepOutcome, out: &mut dyn Write) -> Result<()> {
        let name = step_name(step);
        let bad = matches!(step.verdict, Verdict::Failed | Verdict::Errored);
        let verdict = self.paint.verdict(step.verdict, step.verdict.as_str());
        if bad {
            let duration = self.paint.dim(&format!("({})", show_duration(step.duration)));
            writeln!(out, "  {} {verdict} {duration}", self.paint.bold(&name))?;
        } else if self.options.verbose {
            let more = if step.verdict == Verdict::Skipped {
                step.reason.as_deref().map(|reason| format!("({})", one_line(reason))).unwrap_or_default()
            } else {
                // Polled with `until`, or passed only after a failed attempt.
                let tried = match step.most_tries() {
                    0 | 1 => String::new(),
                    tries if step.flaky => format!(", attempt {tries}"),
                    tries => format!(", {tries} attempts"),
                };
                let exchange = step.exchange().map(exchange_line).unwrap_or_default();
                let times = times(step);
                // A step without a request has no exchange.
                format!("({}{tried}{times}) {exchange}", show_duration(step.duration)).trim_end().to_owned()
            };
            writeln!(out, "  {name} {verdict} {}", self.paint.dim(&more))?;
        }
        if self.options.quiet && !bad {
            return Ok(());
        }
        if self.options.verbose {
            step.elements.iter().try_for_each(|element| self.element(element, out))?;
        }
        let by_element = step.elements.iter().map(|element| &element.said);
        for said in std::iter::once(&step.said).chain(by_element) {
            let Some(said) = said.as_deref().map(one_line).filter(|said| !said.is_empty()) else { continue };
            // Under a line of its own the step needs no name.
            match bad || self.options.verbose {
                true => writeln!(out, "    {said}")?,
                false => writeln!(out, "      {name}: {said}")?,
            }
        }
        if bad {
            out.write_all(indent(&problem_text(step, self.options.verbose, self.paint), "    ").as_bytes())?;
        } else if self.options.verbose {
            out.write_all(indent(&every_attempt_text(step, self.paint), "    ").as_bytes())?;
        }
        if bad || self.options.verbose {
            step.notes
                .iter()
                .try_for_each(|note| writeln!(out, "    note: {}", one_line(&note_text(note))))?;
        }
        Ok(())
    }

    fn element(&self, element: &Element, out: &mut dyn Write) -> Result<()> {
        let verdict = self.paint.verdict(element.verdict, element.verdict.as_str());
        let more = match (&element.reason, element.verdict) {
            (Some(reason), _) => format!(" ({})", one_line(reason)),
            // The step has told why.
            (None, Verdict::Skipped) => String::new(),
            (None, _) => format!(" ({})", show_duration(element.duration)),
        };
        writeln!(out, "    {} {verdict}{}", one_line(&element.label), self.paint.dim(&more))
    }
}

/// How often a step ran, where that was several times.
fn times(step: &StepOutcome) -> String {
    let elements = match step.elements.len() {
        0 => String::new(),
        count => format!(", {count} {}", plural(count, "element")),
    };
    let rounds: usize = step.deciding().filter(|attempt| attempt.round.is_some()).count();
    match rounds {
        0 => elements,
        count => format!("{elements}, {count} {}", plural(count, "round")),
    }
}

#[cfg(test)]
mod tests;

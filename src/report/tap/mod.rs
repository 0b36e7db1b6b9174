//! TAP version 14: a subtest for each scenario instance, in it a test point for each step.

mod text;
mod yaml;

use std::io::{Result, Write};

use self::text::words;
use super::test_points::{outside_steps, points};
use super::text::{base_name, indent, note_text, one_line, scenario_name, skip_reason, step_name};
use super::{Format, InvalidFile};
use crate::model::{InstanceOutcome, Kind, RunHeader, StepOutcome, Totals, Verdict};

/// The TAP report.
#[derive(Debug)]
pub struct Tap {
    invalid: Vec<InvalidFile>,
    points: usize,
}

impl Tap {
    /// A report without test points; files that could not be run come first.
    pub fn new(invalid: Vec<InvalidFile>) -> Self {
        Tap { invalid, points: 0 }
    }

    fn next(&mut self) -> usize {
        self.points += 1;
        self.points
    }
}

impl Format for Tap {
    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        out.write_all(b"TAP version 14\n")?;
        writeln!(
            out,
            "# runthrough {}, environment {}, seed {}",
            header.version,
            one_line(&header.environment),
            header.seed
        )?;
        for file in std::mem::take(&mut self.invalid) {
            let number = self.next();
            let first = file.messages.first().and_then(|message| message.lines().next()).unwrap_or("");
            let description = words(&format!("{} is a valid file", file.path));
            writeln!(out, "not ok {number} - {description}")?;
            out.write_all(yaml::file(Kind::File.as_str(), &one_line(first), &file.messages).as_bytes())?;
        }
        Ok(())
    }

    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        let name = words(&scenario_name(outcome));
        let mut inner = String::new();
        let mut count = 0;
        for step in outcome.steps.iter().flat_map(points) {
            count += 1;
            inner.push_str(&step_point(count, outcome, &step));
        }
        if let Some(verdict) = outside_steps(outcome).filter(|verdict| *verdict != Verdict::Skipped) {
            count += 1;
            inner.push_str(&point(verdict, count, &words(&base_name(outcome)), ""));
            inner.push_str(&yaml::outside(&outcome.problems));
        }
        // A document without test points would be no subtest.
        if count > 0 {
            writeln!(out, "# Subtest: {name}")?;
            out.write_all(indent(&format!("1..{count}\n{inner}"), "    ").as_bytes())?;
        }
        let reason = if outcome.verdict == Verdict::Skipped { skip_reason(outcome) } else { String::new() };
        out.write_all(point(outcome.verdict, self.next(), &name, &reason).as_bytes())
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        // The plan may stand at the end, and only there all points are known; without any it says that all was skipped.
        match self.points {
            0 => writeln!(out, "1..0 # SKIP nothing was run")?,
            points => writeln!(out, "1..{points}")?,
        }
        if totals.interrupted {
            // The run was given up, which is what this line is for; nothing may follow it.
            out.write_all(b"Bail out! the run was interrupted\n")?;
        }
        Ok(())
    }
}

fn point(verdict: Verdict, number: usize, description: &str, reason: &str) -> String {
    let not = if verdict > Verdict::Passed { "not " } else { "" };
    let skip = if verdict == Verdict::Skipped { " # SKIP" } else { "" };
    let reason = if reason.is_empty() { String::new() } else { format!(" {}", words(reason)) };
    format!("{not}ok {number} - {description}{skip}{reason}\n")
}

fn step_point(number: usize, outcome: &InstanceOutcome, step: &StepOutcome) -> String {
    let skipped = step.verdict == Verdict::Skipped;
    let reason = step.reason.as_deref().or(outcome.reason.as_deref()).filter(|_| skipped).unwrap_or("");
    let mut text = point(step.verdict, number, &words(&step_name(step)), reason);
    if step.verdict > Verdict::Passed {
        text.push_str(&yaml::step(step));
    }
    if step.flaky && step.verdict == Verdict::Passed {
        text.push_str(&format!("# flaky: passed at attempt {}\n", step.most_tries()));
    }
    let elements = step.elements.iter().map(|element| &element.said);
    for said in std::iter::once(&step.said).chain(elements).flatten() {
        text.push_str(&format!("# {}\n", one_line(said)));
    }
    for note in &step.notes {
        text.push_str(&format!("# note: {}\n", one_line(&note_text(note))));
    }
    text
}

#[cfg(test)]
mod reader;
#[cfg(test)]
mod tests;

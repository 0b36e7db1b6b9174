//! From a scenario instance to the cases of its suite.

use std::fmt::Write;
use std::time::Duration;

use super::invalid_file::InvalidFile;
use super::suite::{Case, Ending, Suite, Trouble};
use crate::model::{InstanceOutcome, Problem, StepOutcome, Verdict};
use crate::report::style::Paint;
use crate::report::test_points::{outside_steps, points};
use crate::report::text::{
    base_name, block, flaky_text, indent, message, note_text, one_line, problem_text, problems_text,
    skip_reason, step_name,
};

/// How a suite is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detail {
    /// One case for the whole scenario instead of one for each step.
    pub(super) per_scenario: bool,
    /// Bodies and attempts whole.
    pub(super) verbose: bool,
}

/// The suite of an instance.
pub(super) fn suite(outcome: &InstanceOutcome, detail: Detail) -> Suite {
    // Repetitions share one suite, so that its name does not tell them apart.
    let name = base_name(outcome);
    let mut cases = Vec::new();
    if detail.per_scenario {
        cases.push(scenario_case(outcome, &name, detail));
    } else {
        let points = outcome.steps.iter().flat_map(points);
        cases.extend(points.map(|step| step_case(outcome, &step, detail)));
        cases.extend(case_outside_steps(outcome, &name));
    }
    let mut suite = Suite {
        name,
        path: outcome.path.to_string(),
        started_ms: outcome.started_ms,
        duration: outcome.duration,
        cases,
        out: String::new(),
    };
    suite.number_equal_names();
    suite
}

/// The suite of a file that could not be run.
pub(super) fn invalid_suite(file: &InvalidFile, started_ms: i64) -> Suite {
    let message = file.messages.first().and_then(|message| message.lines().next()).unwrap_or("");
    let why = Trouble {
        kind: crate::model::Kind::File.as_str(),
        message: one_line(message),
        body: file.messages.iter().map(|message| indent(&block(message), "")).collect(),
    };
    Suite {
        name: file.path.clone(),
        path: file.path.clone(),
        started_ms,
        duration: Duration::ZERO,
        cases: vec![Case {
            name: "valid file".into(),
            line: file.line,
            duration: Duration::ZERO,
            ending: Ending::Errored(why),
            out: String::new(),
        }],
        out: String::new(),
    }
}

/// The suite that marks a run which did not come to its end: who reads the counts alone sees it, too.
pub(super) fn interrupted_suite(started_ms: i64) -> Suite {
    let message = "the run was interrupted: scenarios that were not started are counted as skipped";
    let why = Trouble {
        kind: crate::model::Kind::Interrupted.as_str(),
        message: message.to_owned(),
        body: format!("{message}\n"),
    };
    Suite {
        name: "runthrough".into(),
        path: "runthrough".into(),
        started_ms,
        duration: Duration::ZERO,
        cases: vec![Case {
            name: "whole run".into(),
            line: 1,
            duration: Duration::ZERO,
            ending: Ending::Errored(why),
            out: String::new(),
        }],
        out: String::new(),
    }
}

/// A line on a repetition, and all of what went wrong in it.
pub(super) fn repetition_text(outcome: &InstanceOutcome, verbose: bool) -> String {
    let mut text = format!("repetition {}: {}\n", outcome.repetition + 1, outcome.verdict.as_str());
    text.push_str(&indent(&scenario_body(outcome, verbose), "  "));
    text
}

fn step_case(outcome: &InstanceOutcome, step: &StepOutcome, detail: Detail) -> Case {
    let ending = match step.verdict {
        Verdict::Passed => Ending::Passed,
        Verdict::Skipped => {
            let reason = step.reason.as_deref().or(outcome.reason.as_deref());
            Ending::Skipped { reason: one_line(reason.unwrap_or("")) }
        }
        verdict => ended(verdict, step.problems(), problem_text(step, detail.verbose, Paint::none())),
    };
    Case {
        name: step_name(step),
        line: step.line,
        duration: step.duration,
        ending,
        out: step_out(step, detail.verbose),
    }
}

/// A case for what no step can tell; without it a suite could look green that is not.
fn case_outside_steps(outcome: &InstanceOutcome, name: &str) -> Option<Case> {
    let ending = match outside_steps(outcome)? {
        Verdict::Skipped => Ending::Skipped { reason: skip_reason(outcome) },
        verdict => ended(verdict, outcome.problems.iter(), problems_text(&outcome.problems, Paint::none())),
    };
    Some(Case {
        name: name.to_owned(),
        line: outcome.line,
        duration: Duration::ZERO,
        ending,
        out: String::new(),
    })
}

fn scenario_case(outcome: &InstanceOutcome, name: &str, detail: Detail) -> Case {
    let ending = match outcome.verdict {
        Verdict::Passed => Ending::Passed,
        Verdict::Skipped => Ending::Skipped { reason: skip_reason(outcome) },
        verdict => ended(verdict, outcome.all_problems(), scenario_body(outcome, detail.verbose)),
    };
    let mut out = String::new();
    for step in &outcome.steps {
        let text = step_out(step, detail.verbose);
        if !text.is_empty() {
            let _ = write!(out, "{}:\n{}", step_name(step), indent(&text, "  "));
        }
    }
    Case { name: name.to_owned(), line: outcome.line, duration: outcome.duration, ending, out }
}

/// What went wrong outside the steps and in each of them.
fn scenario_body(outcome: &InstanceOutcome, verbose: bool) -> String {
    let mut body = problems_text(&outcome.problems, Paint::none());
    for step in outcome.steps.iter().filter(|step| step.verdict > Verdict::Passed) {
        let _ = write!(
            body,
            "{} {}\n{}",
            step_name(step),
            step.verdict.as_str(),
            indent(&problem_text(step, verbose, Paint::none()), "  ")
        );
    }
    body
}

/// The first problem that is as bad as the verdict gives kind and message.
fn ended<'a>(verdict: Verdict, problems: impl Iterator<Item = &'a Problem>, body: String) -> Ending {
    let mut first = None;
    for problem in problems {
        if problem.kind.verdict() == verdict {
            first = Some(problem);
            break;
        }
        first.get_or_insert(problem);
    }
    let why = Trouble {
        kind: first.map_or(verdict.as_str(), |problem| problem.kind.as_str()),
        message: first
            .map_or_else(|| format!("it {}", verdict.as_str()), |problem| one_line(&message(problem))),
        body,
    };
    if verdict == Verdict::Errored { Ending::Errored(why) } else { Ending::Failed(why) }
}

/// What a step said, remarks, and the attempts before it passed.
fn step_out(step: &StepOutcome, verbose: bool) -> String {
    let mut out = String::new();
    if let Some(said) = &step.said {
        out.push_str(&indent(&block(said), ""));
    }
    for element in &step.elements {
        if let Some(said) = &element.said {
            out.push_str(&indent(&block(&format!("{}: {said}", element.label)), ""));
        }
    }
    for note in &step.notes {
        let _ = writeln!(out, "note: {}", one_line(&note_text(note)));
    }
    if step.verdict == Verdict::Passed && step.flaky {
        let _ = write!(
            out,
            "flaky: passed at attempt {}\n{}",
            step.most_tries(),
            flaky_text(step, verbose, Paint::none())
        );
    }
    out
}

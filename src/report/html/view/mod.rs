//! What the templates see of a scenario: texts that are ready to be shown, with nothing left to compute.

use std::time::Duration;

use serde::Serialize;

use crate::model::units::show_duration;
use crate::model::{Fnv, InstanceOutcome, Problem, StepOutcome, Verdict};
use crate::report::text::{block, message, named, note_text, one_line};

mod attempt;
mod bar;
mod call;
mod problem;

use self::bar::Bar;
use attempt::Try;
use problem::Trouble;

/// A scenario instance.
#[derive(Debug, Serialize)]
pub struct Scenario {
    slug: String,
    name: String,
    repetition: Option<usize>,
    place: String,
    id: String,
    verdict: &'static str,
    flaky: bool,
    open: bool,
    brief: bool,
    folded: bool,
    tags: Vec<String>,
    /// A tag a line; none has a newline.
    tag_lines: String,
    reason: Option<String>,
    why: Option<Why>,
    problems: Vec<Trouble>,
    started: i64,
    worker: Option<u32>,
    millis: f64,
    duration: String,
    steps: Vec<Step>,
}

/// How much of a scenario stands in the page.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// A row without details.
    pub brief: bool,
    /// What did not pass is open.
    pub open: bool,
    /// What is closed is markup too; otherwise it is text that becomes markup when it is opened.
    pub plain: bool,
}

/// The first of what decided about a scenario, for those who look no further.
#[derive(Debug, Serialize)]
struct Why {
    /// Where it stands in the page.
    slug: String,
    step: Option<String>,
    kind: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct Step {
    slug: String,
    name: String,
    cleanup: bool,
    place: String,
    verdict: &'static str,
    flaky: bool,
    open: bool,
    reason: Option<String>,
    said: Option<String>,
    notes: Vec<String>,
    duration: String,
    bar: Bar,
    elements: Vec<Element>,
    tries: Vec<Try>,
}

#[derive(Debug, Serialize)]
struct Element {
    label: String,
    verdict: &'static str,
    duration: String,
    note: Option<String>,
}

impl Scenario {
    /// An instance.
    pub fn new(outcome: &InstanceOutcome, manner: Manner) -> Self {
        let Manner { brief, open, plain } = manner;
        let slug = slug(&outcome.id);
        let open = open && outcome.verdict > Verdict::Passed;
        let mut before = Duration::ZERO;
        let steps = outcome.steps.iter().enumerate().filter(|_| !brief).map(|(index, step)| {
            let bar = Bar::new(before, step.duration, outcome.duration);
            before += step.duration;
            Step::new(step, &outcome.path, step_slug(&slug, index), bar, open)
        });
        let steps = steps.collect();
        let tags: Vec<String> = outcome.tags.iter().map(|tag| one_line(tag)).collect();
        Scenario {
            steps,
            name: named(&outcome.name, &outcome.path),
            repetition: Some(outcome.repetition + 1).filter(|number| *number > 1),
            place: format!("{}:{}", one_line(&outcome.path), outcome.line),
            id: one_line(&outcome.id),
            verdict: outcome.verdict.as_str(),
            flaky: outcome.steps.iter().any(|step| step.flaky),
            open,
            brief: brief || (outcome.steps.is_empty() && outcome.problems.is_empty()),
            folded: !open && !plain,
            tag_lines: tags.join("\n"),
            tags,
            reason: outcome.reason.as_deref().map(one_line),
            why: Why::of(outcome, &slug),
            problems: outcome.problems.iter().map(Trouble::from).collect(),
            started: outcome.started_ms,
            worker: outcome.worker,
            millis: outcome.duration.as_secs_f64() * 1e3,
            duration: show_duration(outcome.duration),
            slug,
        }
    }

    /// How many steps it shows from the beginning.
    pub fn open_steps(&self) -> usize {
        if self.open { self.steps.len() } else { 0 }
    }
}

impl Why {
    fn of(outcome: &InstanceOutcome, slug: &str) -> Option<Why> {
        let decides = |problem: &&Problem| problem.kind.verdict() == outcome.verdict;
        let why = |slug: String, step: Option<String>, problem: &Problem| Why {
            slug,
            step,
            kind: problem.kind.as_str(),
            message: one_line(&message(problem)),
        };
        let outside = outcome.problems.iter().find(decides);
        outside.map(|problem| why(slug.to_owned(), None, problem)).or_else(|| {
            outcome.steps.iter().enumerate().find_map(|(index, step)| {
                let problem = step.problems().find(decides)?;
                Some(why(step_slug(slug, index), Some(step_name(step)), problem))
            })
        })
    }
}

impl Step {
    fn new(step: &StepOutcome, path: &str, slug: String, bar: Bar, open: bool) -> Self {
        let elements = step.elements.iter().map(|element| Element {
            label: one_line(&element.label),
            verdict: element.verdict.as_str(),
            duration: show_duration(element.duration),
            note: element.reason.as_deref().or(element.said.as_deref()).map(one_line),
        });
        Step {
            slug,
            name: step_name(step),
            cleanup: step.cleanup,
            place: format!("{}:{}", one_line(path), step.line),
            verdict: step.verdict.as_str(),
            flaky: step.flaky,
            open: open && step.verdict > Verdict::Passed,
            reason: step.reason.as_deref().map(one_line),
            said: step.said.as_deref().map(|text| block(text).into_owned()),
            notes: step.notes.iter().map(|note| one_line(&note_text(note))).collect(),
            duration: show_duration(step.duration),
            bar,
            elements: elements.collect(),
            tries: step
                .tries()
                .flat_map(|tries| {
                    let all = tries.len();
                    tries.iter().enumerate().map(move |(index, attempt)| (index, all, attempt))
                })
                .map(|(index, all, attempt)| Try::new(step, attempt, index, all))
                .collect(),
        }
    }
}

/// The place of an instance in the page. Links must hold from run to run, and ids have characters that a link has not.
fn slug(id: &str) -> String {
    let mut hash = Fnv::default();
    hash.add(id.as_bytes());
    format!("s{:016x}", hash.value())
}

/// The place of a step in the page; the script finds the scenario by what stands before the dash.
fn step_slug(scenario: &str, index: usize) -> String {
    format!("{scenario}-{}", index + 1)
}

fn step_name(step: &StepOutcome) -> String {
    named(&step.name, "(unnamed step)")
}

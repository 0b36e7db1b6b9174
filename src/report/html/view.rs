//! What the templates see of a scenario: texts that are ready to be shown, with nothing left to compute.

use std::time::Duration;

use serde::Serialize;

use super::diff::{Piece, pieces};
use crate::model::units::{show_duration, show_size};
use crate::model::{
    Attempt, Exchange, Fnv, InstanceOutcome, Problem, Shown, Standing, StepOutcome, Timings, Verdict,
};
use crate::report::text::{block, curl_line, named, one_line};

/// Width of a bar in the units of its drawing.
const WIDTH: f64 = 1000.0;

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
    tags: Vec<String>,
    /// A tag a line; none has a newline.
    tag_lines: String,
    reason: Option<String>,
    problems: Vec<Trouble>,
    worker: Option<u32>,
    started: i64,
    millis: f64,
    duration: String,
    steps: Vec<Step>,
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
struct Bar {
    x: f64,
    width: f64,
}

#[derive(Debug, Serialize)]
struct Element {
    label: String,
    verdict: &'static str,
    duration: String,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct Try {
    title: String,
    verdict: &'static str,
    standing: &'static str,
    folded: bool,
    duration: String,
    problems: Vec<Trouble>,
    expectations: Vec<Held>,
    captures: Vec<(String, Worth)>,
    call: Option<Call>,
}

#[derive(Debug, Serialize)]
struct Held {
    holds: bool,
    text: String,
    place: String,
}

#[derive(Debug, Serialize)]
struct Call {
    method: String,
    url: String,
    status: Option<u16>,
    size: String,
    detailed: bool,
    request_headers: Vec<(String, String)>,
    request_body: Option<String>,
    response_headers: Vec<(String, String)>,
    response_body: Option<String>,
    connection: String,
    phases: Vec<Phase>,
    total: String,
    curl: Option<String>,
}

#[derive(Debug, Serialize)]
struct Phase {
    name: &'static str,
    class: &'static str,
    duration: String,
    bar: Bar,
}

#[derive(Debug, Serialize)]
struct Worth {
    text: String,
    type_name: String,
}

#[derive(Debug, Serialize)]
struct Trouble {
    kind: &'static str,
    verdict: &'static str,
    summary: &'static str,
    message: String,
    advice: &'static str,
    place: Option<String>,
    frame: Option<String>,
    expected: Option<Side>,
    actual: Option<Side>,
    parts: Vec<(String, Worth)>,
    details: Option<String>,
}

#[derive(Debug, Serialize)]
struct Side {
    type_name: String,
    pieces: Vec<Piece>,
}

impl Scenario {
    /// An instance, without its steps where it is to be `brief`; with the steps that did not pass open.
    pub fn new(outcome: &InstanceOutcome, brief: bool, open: bool) -> Self {
        let slug = slug(&outcome.id);
        let bad = outcome.verdict > Verdict::Passed;
        let mut before = Duration::ZERO;
        let steps = outcome.steps.iter().enumerate().filter(|_| !brief).map(|(index, step)| {
            let bar = bar(before, step.duration, outcome.duration);
            before += step.duration;
            Step::new(step, &outcome.path, format!("{slug}-{}", index + 1), bar, open)
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
            open: bad && open,
            brief: brief || (outcome.steps.is_empty() && outcome.problems.is_empty()),
            tag_lines: tags.join("\n"),
            tags,
            reason: outcome.reason.as_deref().map(one_line),
            problems: outcome.problems.iter().map(Trouble::from).collect(),
            started: outcome.started_ms,
            worker: outcome.worker,
            millis: outcome.duration.as_secs_f64() * 1e3,
            duration: show_duration(outcome.duration),
            slug,
        }
    }

    /// How many of its steps are open.
    pub fn open_steps(&self) -> usize {
        self.steps.iter().filter(|step| step.open).count()
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
            name: named(&step.name, "(unnamed step)"),
            cleanup: step.cleanup,
            place: format!("{}:{}", one_line(path), step.line),
            verdict: step.verdict.as_str(),
            flaky: step.flaky,
            open: open && step.verdict > Verdict::Passed,
            reason: step.reason.as_deref().map(one_line),
            said: step.said.as_deref().map(|text| block(text).into_owned()),
            notes: step.notes.iter().map(|note| one_line(note)).collect(),
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

impl Try {
    fn new(step: &StepOutcome, attempt: &Attempt, index: usize, all: usize) -> Self {
        let mut title = Vec::new();
        title.extend(step.label(attempt).map(one_line));
        title.extend(attempt.round.map(|round| format!("round {round}")));
        if all > 1 {
            title.push(format!("attempt {} of {all}", index + 1));
        }
        let standing = match attempt.standing {
            Standing::Decides => "",
            Standing::Retried => "was tried again",
            Standing::Pending => "not ready yet",
        };
        let (tried, decides) = (step.attempts.len() > 1, attempt.standing == Standing::Decides);
        Try {
            title: title.join(", "),
            verdict: attempt.verdict.as_str(),
            standing,
            folded: tried && !(decides && attempt.verdict > Verdict::Passed),
            duration: show_duration(attempt.duration),
            problems: attempt.problems.iter().map(Trouble::from).collect(),
            expectations: attempt
                .expectations
                .iter()
                .map(|expectation| Held {
                    holds: expectation.verdict == Verdict::Passed,
                    text: one_line(&format!(
                        "{} {} {}",
                        expectation.kind, expectation.target, expectation.operator
                    )),
                    place: expectation
                        .location
                        .as_ref()
                        .map_or_else(String::new, |at| format!("{}:{}", one_line(&at.path), at.line)),
                })
                .collect(),
            captures: attempt
                .captures
                .iter()
                .map(|captured| (one_line(&captured.name), Worth::from(&captured.value)))
                .collect(),
            call: attempt.exchange.as_ref().map(Call::from),
        }
    }
}

impl From<&Exchange> for Call {
    fn from(exchange: &Exchange) -> Self {
        let timings = &exchange.timings;
        let mut connection =
            vec![if timings.reused { "reused connection" } else { "new connection" }.to_owned()];
        connection.extend(timings.remote.map(|remote| remote.to_string()));
        connection.extend(timings.tls_version.map(|version| version.as_str().to_owned()));
        let text = |body: &Option<String>| body.as_deref().map(|body| block(body).into_owned());
        Call {
            method: one_line(&exchange.method),
            url: one_line(&exchange.url),
            status: exchange.status,
            size: show_size(exchange.response_size),
            detailed: exchange.detailed,
            request_headers: headers(&exchange.request_headers),
            request_body: text(&exchange.request_body),
            response_headers: headers(&exchange.response_headers),
            response_body: text(&exchange.response_body),
            connection: connection.join(", "),
            phases: phases(timings),
            total: show_duration(timings.total),
            // Without its headers and body the line would send something else.
            curl: Some(exchange).filter(|exchange| exchange.detailed).map(curl_line),
        }
    }
}

fn headers<N: AsRef<str>>(headers: &[(N, String)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (one_line(name.as_ref()), one_line(value))).collect()
}

fn phases(timings: &Timings) -> Vec<Phase> {
    let known = timings.dns + timings.connect + timings.tls + timings.first_byte;
    let all = [
        ("name lookup", "dns", timings.dns),
        ("connect", "connect", timings.connect),
        ("TLS", "tls", timings.tls),
        ("wait", "wait", timings.first_byte),
        ("send and receive", "rest", timings.total.saturating_sub(known)),
    ];
    let mut before = Duration::ZERO;
    let phases =
        all.into_iter().filter(|(.., duration)| !duration.is_zero()).map(|(name, class, duration)| {
            let bar = bar(before, duration, timings.total.max(known));
            before += duration;
            let millis = duration.as_secs_f64() * 1e3;
            Phase { name, class, duration: format!("{millis:.1}ms"), bar }
        });
    phases.collect()
}

/// A bar; one of nothing can still be seen.
fn bar(before: Duration, duration: Duration, whole: Duration) -> Bar {
    let part = |duration: Duration| match whole.is_zero() {
        true => 0.0,
        false => (duration.as_secs_f64() / whole.as_secs_f64() * WIDTH).round().min(WIDTH),
    };
    Bar { x: part(before).min(WIDTH - 4.0), width: part(duration).max(4.0) }
}

/// The place of an instance in the page. Links must hold from run to run, and ids have characters that a link has not.
fn slug(id: &str) -> String {
    let mut hash = Fnv::default();
    hash.add(id.as_bytes());
    format!("s{:016x}", hash.value())
}

impl From<&Shown> for Worth {
    fn from(shown: &Shown) -> Self {
        Worth { text: block(&shown.text).into_owned(), type_name: one_line(&shown.type_name) }
    }
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        let side = |shown: &Shown, pieces| Side { type_name: one_line(&shown.type_name), pieces };
        let whole = |shown: &Option<Shown>| {
            shown.as_ref().map(|shown| side(shown, pieces(&block(&shown.text), &block(&shown.text)).0))
        };
        let (expected, actual) = match (&problem.expected, &problem.actual) {
            (Some(expected), Some(actual)) => {
                let (left, right) = pieces(&block(&expected.text), &block(&actual.text));
                (Some(side(expected, left)), Some(side(actual, right)))
            }
            (expected, actual) => (whole(expected), whole(actual)),
        };
        let place = problem.source.as_ref().map(|source| {
            let at = &source.location;
            format!("{}:{}:{}", one_line(&at.path), at.line, at.column)
        });
        Trouble {
            kind: problem.kind.as_str(),
            verdict: problem.kind.verdict().as_str(),
            summary: problem.kind.summary(),
            message: one_line(&problem.message),
            advice: problem.kind.advice(),
            place,
            frame: problem.source.as_ref().map(|source| block(source.text.trim_end()).into_owned()),
            expected,
            actual,
            parts: problem
                .parts
                .iter()
                .map(|part| (one_line(&part.text), Worth::from(&part.value)))
                .collect(),
            details: Some(block(&problem.details.join("\n")).into_owned()).filter(|text| !text.is_empty()),
        }
    }
}

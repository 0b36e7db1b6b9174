//! One run with everything in it, for the tests of every format: all verdicts, problems of every kind, an interruption,
//! coverage, and hostile text wherever foreign text may stand.

use std::sync::Arc;
use std::time::Duration;

use super::text::message;
use crate::model::{
    Attempt, AttemptRole, Cause, Coverage, CoveredDocument, Dimension, DisplayValue, Exchange, Exercised,
    Expectation, ExpressionPart, InstanceOutcome, Item, Kind, Mismatch, Observed, PlanIdentity, Problem,
    ReportedProblem, Rule, RunHeader, Shard, SourceFrame, StepOutcome, Timings, Totals, Verdict,
};
use crate::source::Location;

/// 2026-01-02T03:04:05Z in milliseconds.
const STARTED_MS: i64 = 1_767_323_045_000;

/// What a server may send to annoy a terminal, an XML parser or a page.
pub const HOSTILE: &str = "\u{1b}[31mred\u{0} ]]> <script>&amp;\"'\u{202e}\u{fffe}\r\n\u{9b}2J ✓ 日本";

/// The header of the run.
pub fn header() -> RunHeader {
    RunHeader {
        run_id: "0123456789abcdef".into(),
        version: "0.1.0".into(),
        started_ms: STARTED_MS,
        environment: "staging".into(),
        seed: 42,
        planned: outcomes().len(),
        jobs: 4,
        verbose: false,
        plan: PlanIdentity { instances: outcomes().len(), once: 0, digest: "0f1e2d3c4b5a6978".into() },
        shard: Some(Shard { index: 1, of: 4 }),
        merged_from: Vec::new(),
    }
}

/// The totals of [`outcomes`], with one invalid file.
pub fn totals() -> Totals {
    let mut totals = Totals {
        invalid_files: 1,
        duration: Duration::from_millis(2500),
        coverage: coverage(HOSTILE),
        ..Totals::default()
    };
    outcomes().iter().for_each(|outcome| totals.add(outcome));
    totals
}

/// The same of a run that was interrupted.
pub fn interrupted() -> Totals {
    Totals { interrupted: true, ..totals() }
}

/// Two documents of which something was exercised, in the second with `text` in every place.
pub fn coverage(text: &str) -> Coverage {
    let document = |name: &str, operation: &str, items: &[(Dimension, &str)]| {
        let items = items.iter().map(|(dimension, item)| Item::new(*dimension, &operation.into(), *item));
        CoveredDocument { name: name.into(), items: items.collect() }
    };
    let api = [
        (Dimension::Operations, "GET /documents/{id}"),
        (Dimension::Statuses, "200"),
        (Dimension::Statuses, "404"),
        (Dimension::Parameters, "path id"),
        (Dimension::Properties, "200 $.total"),
    ];
    let foreign = [(Dimension::Operations, text), (Dimension::Statuses, text)];
    let other = format!("openapi/{text}.yaml");
    let documents = vec![document("api.yaml", "getDocument", &api), document(&other, text, &foreign)];
    let mut coverage = Coverage::new(documents);
    let mut exercised = |document: &str, scenario: String, items: &[u32]| {
        let items = items.iter().copied().collect();
        coverage.add(&Exercised { document: document.into(), scenario: scenario.into(), items });
    };
    (0..25).for_each(|number| {
        exercised("api.yaml", format!("scenarios/search/main.yaml::Row {number:02}"), &[0, 1, 3]);
    });
    exercised(&other, text.to_owned(), &[0]);
    coverage
}

/// Every verdict and every oddity, in plan order.
pub fn outcomes() -> Vec<InstanceOutcome> {
    let mut all = vec![
        instance(
            "Log in and out",
            vec![
                StepOutcome { said: Some("logged in as ann".into()), ..step("Log in", 124) },
                step("Log out", 8),
            ],
        ),
        instance(
            "Search finds the documents",
            vec![
                step("Log in", 90),
                failed_step(),
                skipped_step("Open the first", "`Search` failed"),
                StepOutcome { cleanup: true, ..step("Log in", 12) },
            ],
        ),
        instance("The job gets done", vec![polling_step(12)]),
        instance(
            "Slow server",
            vec![errored_step(
                "Ask",
                Kind::Timeout,
                "no answer within 10s, while waiting for the first byte",
            )],
        ),
        instance("Only in production", vec![skipped_step("Ask", "`when` is false")]),
        instance("Flaky search", vec![flaky_step()]),
        instance(
            "Cleanup fails",
            vec![
                step("Make a document", 30),
                StepOutcome {
                    cleanup: true,
                    ..failed_with("Delete the document", Kind::Status, "the status is 404, not 204")
                },
            ],
        ),
        hostile(),
        instance(
            "Not reached",
            vec![errored_step("Ask", Kind::Connect, "127.0.0.1:9 refused the connection")],
        ),
        instance("Every kind", vec![step_of_every_kind()]),
    ];
    all[4].reason = Some("`when` is false: environment is staging".into());
    all[8].problems =
        vec![Problem::new(Kind::CleanupNotReached, "the cleanup was not reached within the grace period")];
    for (repetition, verdict) in [(0, Verdict::Passed), (1, Verdict::Failed), (2, Verdict::Passed)] {
        let step = match verdict {
            Verdict::Passed => step("Ask", 20),
            _ => failed_with("Ask", Kind::Duration, "it took 900ms, not under 500ms"),
        };
        all.push(InstanceOutcome { repetition, ..instance("Thrice", vec![step]) });
    }
    for (index, outcome) in all.iter_mut().enumerate() {
        outcome.index = index;
        outcome.id = format!("{:08x}", index);
        outcome.line = if outcome.name.as_ref() == "Thrice" { 99 } else { 10 * index + 1 };
    }
    all
}

/// An instance of these steps, in a file `scenarios/search/main.yaml`.
pub fn instance(name: &str, steps: Vec<StepOutcome>) -> InstanceOutcome {
    let ran = steps.iter().map(|step| step.verdict).max().unwrap_or(Verdict::Skipped);
    InstanceOutcome {
        index: 0,
        id: "00000000".into(),
        name: name.into(),
        path: "scenarios/search/main.yaml".into(),
        line: 1,
        tags: vec!["smoke".into()],
        repetition: 0,
        worker: Some(0),
        verdict: ran,
        reason: None,
        problems: Vec::new(),
        started_ms: STARTED_MS,
        duration: steps.iter().map(|step| step.duration).sum(),
        steps,
        exercised: Default::default(),
    }
}

/// A passed step with one exchange, as it is kept in a run without details.
pub fn step(name: &str, millis: u64) -> StepOutcome {
    let exchange = Exchange {
        request_headers: Vec::new(),
        request_body: None,
        response_headers: Vec::new(),
        response_body: None,
        detailed: false,
        ..exchange("GET", "http://127.0.0.1:8080/api/v1/documents", 200)
    };
    of(name, Verdict::Passed, vec![attempt(Some(exchange), Vec::new(), millis)])
}

/// A step with two failed expectations of several kinds.
pub fn failed_step() -> StepOutcome {
    let status = Mismatch {
        operator: Some("equals".into()),
        expected: Some(value("200", "number")),
        actual: Some(value("500", "number")),
        ..Mismatch::new("status", Rule::Be("200".into()), Observed::Value)
    };
    let json = Mismatch {
        operator: Some("equals".into()),
        expected: Some(value("224", "number")),
        actual: Some(value("\"224\"", "string")),
        ..Mismatch::new(
            "$.total",
            Rule::Equal("224".into()),
            Observed::OtherType { actual: "string".into(), expected: "number".into() },
        )
    };
    let part = |text: &str, value| ExpressionPart { text: text.into(), value, of_body: true };
    let that = Mismatch {
        parts: vec![
            part("response.json.total", value("\"224\"", "string")),
            part("page", value("{\n  \"size\": 10\n}", "object")),
        ],
        diff: vec!["- a".into(), "+ b".into(), "  c".into()],
        ..Mismatch::new("response.json.total == page", Rule::Boolean(true), Observed::Opposite)
    };
    let at = |frame, problem| Problem { source: Some(frame), ..problem };
    let total = || frame(14, 18, "      $.total: 224", "224");
    let problems = vec![
        at(frame(12, 15, "    status: 200", "200"), Problem::mismatch(Kind::Status, status)),
        at(total(), Problem::mismatch(Kind::Json, json)),
        at(total(), Problem::mismatch(Kind::That, that)),
    ];
    let mut exchange = exchange("POST", "http://127.0.0.1:8080/api/v1/search", 500);
    exchange.request_headers = vec![
        ("Authorization".into(), "Bearer [secret:token]".into()),
        ("Content-Type".into(), "application/json".into()),
    ];
    exchange.request_body = Some("{\"query\":\"it's\"}".into());
    StepOutcome {
        notes: vec!["`next` was not captured after the wrong status".to_owned().into()],
        ..of("Search", Verdict::Failed, vec![attempt(Some(exchange), problems, 1140)])
    }
}

/// A step whose `until` never became true.
pub fn polling_step(attempts: usize) -> StepOutcome {
    let one = |index| {
        let problem = Problem::new(Kind::Until, "`response.json.status == 'done'` is still false");
        let tried =
            attempt(Some(exchange("GET", "http://127.0.0.1:8080/api/v1/jobs/7", 200)), vec![problem], 50);
        match index + 1 == attempts {
            true => tried,
            false => Attempt { role: AttemptRole::Pending, verdict: Verdict::Skipped, ..tried },
        }
    };
    of("Wait for the job", Verdict::Failed, (0..attempts).map(one).collect())
}

/// A step that passed at its second attempt.
pub fn flaky_step() -> StepOutcome {
    let problem = Problem::new(Kind::Connection, "the connection was reset before the answer was whole");
    let mut broken = exchange("GET", "http://127.0.0.1:8080/api/v1/documents", 200);
    broken.status = None;
    let retried = Attempt { role: AttemptRole::Retried, ..attempt(Some(broken), vec![problem], 40) };
    let attempts = vec![retried, step("", 60).attempts.remove(0)];
    StepOutcome { flaky: true, ..of("Search again", Verdict::Passed, attempts) }
}

/// A failed step with one message.
pub fn failed_with(name: &str, kind: Kind, message: &str) -> StepOutcome {
    let exchange = exchange("DELETE", "http://127.0.0.1:8080/api/v1/documents/1", 404);
    of(name, kind.verdict(), vec![attempt(Some(exchange), vec![Problem::new(kind, message)], 25)])
}

/// A step in which everything goes wrong that can.
pub fn step_of_every_kind() -> StepOutcome {
    let exchange = exchange("GET", "http://127.0.0.1:8080/api/v1/everything", 400);
    let problem = |kind: &Kind| {
        let reported = reported(kind.summary());
        let reported = ReportedProblem { path: Some(format!("{kind} ü")), ..reported };
        Problem { cause: Cause::Reported(reported.into()), ..Problem::new(*kind, "") }
    };
    let problems = Kind::ALL.iter().filter(|kind| **kind != Kind::CleanupNotReached).map(problem).collect();
    of("Ask for all", Verdict::Errored, vec![attempt(Some(exchange), problems, 7)])
}

/// A step that got no answer.
pub fn errored_step(name: &str, kind: Kind, message: &str) -> StepOutcome {
    let mut step = failed_with(name, kind, message);
    if let Some(exchange) = &mut step.attempts[0].exchange {
        exchange.status = None;
        exchange.response_headers.clear();
        exchange.response_body = None;
        exchange.response_size = 0;
    }
    step
}

/// A step that was not run.
pub fn skipped_step(name: &str, reason: &str) -> StepOutcome {
    StepOutcome { reason: Some(reason.into()), ..of(name, Verdict::Skipped, Vec::new()) }
}

/// Hostile text in every place where foreign text may stand.
pub fn hostile() -> InstanceOutcome {
    with_text(HOSTILE)
}

/// A failed instance with `text` in every place where foreign text may stand.
pub fn with_text(text: &str) -> InstanceOutcome {
    let location = Location { path: text.into(), line: 3, column: 1 };
    let reported = ReportedProblem {
        expected: Some(value(text, text)),
        actual: Some(value(text, text)),
        parts: vec![ExpressionPart { text: text.into(), value: value(text, text), of_body: false }],
        diff: vec![text.into()],
        details: vec![text.into()],
        ..reported(text)
    };
    let problem = Problem {
        source: Some(SourceFrame { location, text: text.into() }),
        cause: Cause::Reported(reported.into()),
        ..Problem::new(Kind::Body, "")
    };
    let mut exchange = exchange(text, text, 599);
    exchange.request_headers = vec![(text.into(), text.into())];
    exchange.request_body = Some(text.into());
    exchange.response_headers = vec![(text.into(), text.into())];
    exchange.response_body = Some(text.into());
    let step = StepOutcome {
        said: Some(text.into()),
        notes: vec![text.to_owned().into()],
        ..of(text, Verdict::Failed, vec![attempt(Some(exchange), vec![problem], 5)])
    };
    let skipped = skipped_step(text, text);
    InstanceOutcome { path: format!("scenarios/{text}.yaml").into(), ..instance(text, vec![step, skipped]) }
}

/// An exchange in full.
pub fn exchange(method: &str, url: &str, status: u16) -> Exchange {
    Exchange {
        method: method.into(),
        url: url.into(),
        request_headers: vec![("Accept".into(), "application/json".into())],
        request_body: None,
        status: Some(status),
        response_headers: vec![("content-type".into(), "application/json".into())],
        response_body: Some("{\"total\":\"224\",\n \"name\":\"ü\"}".into()),
        response_size: 29,
        timings: Timings { total: Duration::from_millis(12), ..Timings::default() },
        detailed: true,
    }
}

fn of(name: &str, verdict: Verdict, attempts: Vec<Attempt>) -> StepOutcome {
    StepOutcome {
        name: name.into(),
        line: 7,
        cleanup: false,
        verdict,
        reason: None,
        said: None,
        notes: Vec::new(),
        duration: attempts.iter().map(|attempt| attempt.duration).sum(),
        attempts,
        elements: Vec::new(),
        elements_fixed: false,
        flaky: false,
    }
}

fn attempt(exchange: Option<Exchange>, problems: Vec<Problem>, millis: u64) -> Attempt {
    Attempt {
        element: None,
        round: None,
        role: AttemptRole::Final,
        verdict: problems.iter().map(|problem| problem.kind.verdict()).max().unwrap_or(Verdict::Passed),
        exchange,
        expectations: expectations(&problems),
        problems,
        captures: Vec::new(),
        duration: Duration::from_millis(millis),
    }
}

/// What failed, behind one that holds.
fn expectations(problems: &[Problem]) -> Vec<Expectation> {
    let one = |problem: &Problem, verdict| Expectation {
        kind: problem.kind,
        target: problem.path().map_or_else(|| message(problem).into_owned(), str::to_owned),
        operator: problem.operator().unwrap_or("equals").to_owned(),
        verdict,
        location: problem.source.as_ref().map(|source| source.location.clone()),
        expected: problem.expected().cloned(),
        rule: None,
        actual: problem.actual().cloned(),
    };
    let held = Expectation {
        expected: Some(value("json", "text")),
        ..one(&Problem::new(Kind::Header, "header Accept"), Verdict::Passed)
    };
    let failed = problems.iter().filter(|problem| problem.expected().is_some());
    [held].into_iter().chain(failed.map(|problem| one(problem, problem.kind.verdict()))).collect()
}

fn reported(message: &str) -> ReportedProblem {
    ReportedProblem {
        message: message.to_owned(),
        path: None,
        operator: None,
        expected: None,
        actual: None,
        parts: Vec::new(),
        diff: Vec::new(),
        details: Vec::new(),
    }
}

fn value(text: &str, type_name: &str) -> DisplayValue {
    DisplayValue { text: text.into(), type_name: type_name.into() }
}

fn frame(line: usize, column: usize, source: &str, under: &str) -> SourceFrame {
    let path: Arc<str> = "scenarios/search/main.yaml".into();
    let carets = format!("{}{}", " ".repeat(source.find(under).unwrap_or(0)), "^".repeat(under.len()));
    let text = format!("   |\n{line} | {source}\n   | {carets}\n");
    SourceFrame { location: Location { path, line, column }, text }
}

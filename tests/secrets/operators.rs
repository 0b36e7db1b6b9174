//! A secret in what an operator expects, or in what it looks at, is masked in every report: for each operator of the
//! language, whatever its message says.

use std::sync::Arc;

use proptest::prelude::*;
use runthrough::testing::language::vocabulary::OPERATORS;
use runthrough::testing::model::{
    HttpRequest, HttpResponse, InstanceOutcome, PlanIdentity, RunHeader, Timings, Totals, TransportError,
};
use runthrough::testing::reports::{
    Format, GitHub, Html, HtmlOptions, Json, JsonOptions, Junit, JunitOptions, Markdown, Ndjson, Tap,
    Terminal, TerminalOptions,
};
use runthrough::testing::run::{Detail, DiskFiles, Event, Http, InputValue, run};
use serde_json::{Value, json};

use super::forbidden::Forbidden;
use super::forms::Secret;
use crate::support::job::job_with;

/// Operators as they are written, each with a value that it is not true for. `S` stands for the secret: in a matcher for
/// a template that gives it, in a value for itself; `K` for a key, which is the secret where that is known.
const CASES: &[(&str, &str, &str)] = &[
    ("equals", r#""S""#, r#""other""#),
    ("equals", r#""other""#, r#""a S b""#),
    ("equals", r#""S""#, r#"{"K": ["S", 1]}"#),
    ("equals", r#"["S", 1]"#, r#"["S", "other"]"#),
    ("equals", r#""a\nS""#, r#""S\nb""#),
    ("partial", r#"{"a": "S"}"#, r#"{"a": "other", "b": "S"}"#),
    ("one_of", r#"["a", "S"]"#, r#""b S""#),
    ("exists", "false", r#""S""#),
    ("type", "integer", r#""S""#),
    ("gt", "5", r#""S""#),
    ("gte", r#""S""#, "5"),
    ("lt", r#""10s""#, r#""S""#),
    ("lte", r#""S""#, r#""S""#),
    ("contains", r#""S""#, r#"["a", "b S"]"#),
    ("contains", r#""other""#, r#""a S""#),
    ("contains", r#""S""#, "1"),
    ("starts_with", r#""S""#, r#""a S""#),
    ("ends_with", r#""S""#, r#"["S"]"#),
    ("matches", r#""^S$""#, r#""a S""#),
    ("length", "1", r#""S""#),
    ("length", r#"{ gt: 90 }"#, r#"["S"]"#),
    ("empty", "true", r#""S""#),
    ("count", "5", r#""S""#),
    ("each", r#"{ equals: "S" }"#, r#"["S", "other S"]"#),
    ("each", r#"{ length: 1 }"#, r#"["S"]"#),
    ("some", r#"{ starts_with: "S" }"#, r#"["a S"]"#),
    ("none", r#"{ equals: "S" }"#, r#"["S"]"#),
    ("one", r#"{ contains: "S" }"#, r#"["S", "b S"]"#),
    ("unique", "true", r#"["S", "S"]"#),
    ("sorted", "asc", r#"["b S", "a S"]"#),
    ("sorted", "desc", r#"["S", 1]"#),
    ("format", "uuid", r#""S""#),
    ("schema", r#"{ type: object, additionalProperties: false }"#, r#"{"K": "S"}"#),
    ("schema", r#"{ oneOf: [{ type: integer }, { maxLength: 1 }] }"#, r#""S""#),
    ("not", r#"{ equals: "S" }"#, r#""S""#),
    ("not", r#"{ matches: "S" }"#, r#""a S""#),
    ("all_of", r#"[{ exists: true }, { ends_with: "S" }]"#, r#""S a""#),
    ("any_of", r#"[{ equals: "S" }, { each: { starts_with: "S" } }]"#, r#"["a S"]"#),
];

/// Modifiers, and what reads a file: it says nothing but what `equals` says.
const NO_CASE: [&str; 3] = ["equals_file", "ignore", "any_order"];

/// The cases, and for an operator that has none the example of its table, asked of the secret. An example that is true
/// of any string fails the test: then the operator needs a case of its own.
fn cases() -> Vec<(&'static str, &'static str, &'static str)> {
    let known = |name: &str| NO_CASE.contains(&name) || CASES.iter().any(|(operator, ..)| *operator == name);
    let others = OPERATORS.iter().filter(|key| !known(key.name));
    let others = others.map(|key| (key.name, key.example, r#""S""#));
    CASES.iter().copied().chain(others).collect()
}

/// Answers every request in the same way.
pub struct Same {
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Same {
    pub fn json(body: &Value) -> Same {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Same { headers, body: body.to_string() }
    }
}

impl Http for Same {
    fn send(&self, _: &HttpRequest) -> Result<HttpResponse, TransportError> {
        Ok(HttpResponse {
            status: 200,
            headers: self.headers.clone(),
            body: self.body.clone().into_bytes(),
            timings: Timings::default(),
        })
    }

    fn interrupt(&self) {}
}

/// A step in which the operator is asked of the value in the body, in a header and in the whole text.
fn scenario(secret: &str, (operator, matcher, value): (&str, &str, &str), known: bool) -> (String, Same) {
    let asked = matcher.replace('S', if known { "${token}" } else { "other" });
    let in_json = Value::from(secret).to_string();
    let in_json = &in_json[1..in_json.len() - 1];
    let key = if known { in_json } else { "key" };
    let value = value.replace('S', in_json).replacen('K', key, 1);
    let value: Value = serde_json::from_str(&value).expect("a value of the table");
    let matcher = format!("{{ {operator}: {asked} }}");
    let expect = match operator {
        "count" => format!("headers: {{ X-Value: {matcher} }}"),
        _ => format!(
            "json: {{ $.x: {matcher}, \"$.x.*\": {matcher}, $.nothing: {matcher} }}, that: [response.json.x == 'y', token == response.json.x]"
        ),
    };
    let (declared, capture) = match known {
        true => ("inputs: { token: { secret: true } }\n", ""),
        // It was looked for under a name that the response does not have: any of its values may be it.
        false => {
            ("inputs: { token: {} }\n", "\n    capture: { hidden: { json: $.no_such_name, secret: true } }")
        }
    };
    let text = format!(
        "scenario: A\n{declared}steps:\n  - name: B\n    request: GET http://127.0.0.1/{capture}\n    expect: {{ status: any, {expect} }}\n"
    );
    let header = value.as_str().map_or_else(|| "x".to_owned(), |text| text.replace('\n', " "));
    let value_header = ("x-value".to_owned(), if known { header } else { "x".to_owned() });
    let mut http = Same::json(&json!({ "x": value }));
    http.headers.push(value_header);
    (text, http)
}

pub fn outcome(text: &str, http: Same, token: &str, detail: Detail) -> InstanceOutcome {
    let inputs = vec![("token", InputValue::Value(token.into()))];
    let mut job = job_with(text, Arc::new(http), Arc::new(DiskFiles), inputs);
    job.options.detail = detail;
    let mut ended = None;
    run(&Arc::new(job), &mut |event| {
        if let Event::Finished(outcome) = event {
            ended = Some(*outcome);
        }
    });
    ended.expect("an instance")
}

/// Every format, with everything that it can show.
pub fn reports(outcome: &InstanceOutcome) -> Vec<(&'static str, String)> {
    let formats: [(&str, Box<dyn Format>); 7] = [
        ("json", Box::new(Json::new(JsonOptions::default()))),
        ("ndjson", Box::new(Ndjson::new(JsonOptions::default()))),
        ("junit", Box::new(Junit::new(JunitOptions::default()))),
        ("html", Box::new(Html::new(HtmlOptions { host: String::new(), invalid: Vec::new() }))),
        ("tap", Box::new(Tap::new(Vec::new()))),
        ("github", Box::new(GitHub::new(Vec::new()))),
        ("markdown", Box::new(Markdown::new(Vec::new()))),
    ];
    let mut totals = Totals::default();
    totals.add(outcome);
    let mut texts: Vec<(&str, String)> = formats
        .into_iter()
        .map(|(name, mut format)| {
            let mut out = Vec::new();
            format.totals_known(&totals);
            format.start(&header(), &mut out).expect("written to memory");
            format.instance(outcome, &mut out).expect("written to memory");
            format.end(&totals, &mut out).expect("written to memory");
            (name, String::from_utf8(out).expect("a text"))
        })
        .collect();
    let options = TerminalOptions { verbose: true, curl: true, ..TerminalOptions::default() };
    let (mut terminal, mut out) = (Terminal::new(options), Vec::new());
    terminal.instance(outcome, &mut out).expect("written to memory");
    texts.push(("terminal", String::from_utf8(out).expect("a text")));
    texts
}

fn header() -> RunHeader {
    RunHeader {
        run_id: "0".into(),
        version: "0".into(),
        started_ms: 0,
        environment: "none".into(),
        seed: 0,
        planned: 1,
        jobs: 1,
        verbose: true,
        plan: PlanIdentity { instances: 1, once: 0, digest: String::new() },
        shard: None,
        merged_from: Vec::new(),
    }
}

/// Expectations, each with a body of which its message states a length, a count or an index that is `n`.
fn counted(n: usize) -> Vec<(String, Value)> {
    let zeros = |count: usize| vec![json!(0); count];
    let at_end = |last: Value| Value::from([zeros(n), vec![last]].concat());
    vec![
        ("json: { $.x: { length: 1 } }".into(), "x".repeat(n).into()),
        ("json: { $.x: { length: 1 } }".into(), zeros(n).into()),
        ("json: { $.x: { each: { equals: 1 } } }".into(), zeros(n).into()),
        ("json: { $.x: { each: { equals: 0 } } }".into(), at_end(json!(1))),
        (
            "json: { $.x: { each: { length: { any_of: [{ gt: 5 }, { equals: 1 }] } } } }".into(),
            at_end(json!(1)),
        ),
        ("json: { $.x: { some: { equals: 1 } } }".into(), zeros(n).into()),
        ("json: { $.x: { none: { equals: 1 } } }".into(), at_end(json!(1))),
        ("json: { $.x: { one: { equals: 0 } } }".into(), zeros(n).into()),
        (
            "json: { $.x: { unique: true } }".into(),
            Value::from([(0..n).map(Value::from).collect(), vec![json!(1)]].concat()),
        ),
        ("json: { $.x: { sorted: asc } }".into(), at_end(json!(-1))),
        ("json: { $.x: { not: { length: { lt: 100000 } } } }".into(), zeros(n).into()),
        (
            "json: { $.x: { equals: 1 } }\n    capture: { several: { json: '$.x[*]', pick: one } }".into(),
            zeros(n).into(),
        ),
        (format!("schema: {{ properties: {{ x: {{ maxLength: {} }} }} }}", n - 1), "x".repeat(n).into()),
    ]
}

#[test]
fn a_secret_number_is_no_count_in_a_report() {
    const N: usize = 1234;
    for (expect, body) in counted(N) {
        let text = format!(
            "scenario: A\ninputs: {{ token: {{ type: integer, secret: true }} }}\nsteps:\n  - name: B\n    request: GET http://127.0.0.1/\n    expect: {{ status: any, {expect}\n",
            expect = match expect.split_once('\n') {
                Some((expect, rest)) => format!("{expect} }}\n{rest}"),
                None => format!("{expect} }}"),
            }
        );
        let outcome = outcome(&text, Same::json(&json!({ "x": body })), &N.to_string(), Detail::Failures);
        assert!(outcome.all_problems().next().is_some(), "it holds: {text}");
        for (name, report) in reports(&outcome) {
            assert!(!report.contains(&N.to_string()), "in {name} of {text}:\n{report}");
        }
    }
}

/// In every operator, and in names of the response, whatever a report's own quotes make of it.
#[test]
fn a_secret_of_special_characters_is_in_no_report() {
    let value = "it's \"q\" \\ & <b> 100%41 é\nsecond-line";
    let mut forbidden = Forbidden::new(&[Secret { name: "token", value: value.to_owned() }]);
    for case in CASES {
        for known in [true, false] {
            let (text, http) = scenario(value, *case, known);
            let outcome = outcome(&text, http, if known { value } else { "other" }, Detail::All);
            for (name, report) in reports(&outcome) {
                forbidden.not_in(&format!("{case:?} in {name}, known: {known}"), report.as_bytes());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_secret_of_an_operator_is_in_no_report(
        secret in "[a-z]{2}[A-J0-9]{2}[a-z0-9]{4,12}Q",
        detail in prop::sample::select(vec![Detail::Failures, Detail::Heads, Detail::All]),
    ) {
        for case in cases() {
            for known in [true, false] {
                let (text, http) = scenario(&secret, case, known);
                let outcome = outcome(&text, http, if known { &secret } else { "other" }, detail);
                prop_assert!(outcome.all_problems().next().is_some(), "{case:?} holds: {text}");
                for (name, report) in reports(&outcome) {
                    prop_assert!(!report.contains(&secret), "{case:?} in {name}:\n{report}");
                    // Nor does it pass because nothing is shown.
                    let shown = if known { "[secret:token]" } else { "may contain a secret" };
                    let is_whole = matches!(name, "json" | "ndjson" | "html" | "terminal");
                    prop_assert!(!is_whole || report.contains(shown), "{case:?} in {name}:\n{report}");
                }
            }
        }
    }
}

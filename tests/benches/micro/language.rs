//! What reads and judges: parse and check, expressions, JSONPath, matchers.

use std::hint::black_box;

use runthrough::testing::evaluation::{
    Expectations, Expression, JsonPath, ResponseView, json_response, select,
};
use runthrough::testing::files::{Parsed, Sink, check, parse_alone};
use serde_json::{Value, json};

use crate::shared::{bench, scenario};

pub fn bench_all() {
    let text = scenario();
    bench("parse: the reference flow", text.len(), || parsed(&text).sink.has_errors());
    let read = parsed(&text);
    bench("check: the reference flow", text.len(), || {
        let mut sink = Sink::default();
        check(&read.project, &(), &mut sink);
        sink.has_errors()
    });
    expressions();
    paths();
    matchers();
}

fn parsed(text: &str) -> Parsed {
    let parsed = parse_alone(text);
    assert!(!parsed.sink.has_errors(), "the scenario has errors");
    parsed
}

fn expressions() {
    let users: Vec<Value> = (0..20).map(|id| json!({ "id": id, "on": id % 2 == 0 })).collect();
    let variables = json!({ "n": 7, "text": "Hello", "users": users });
    for text in
        ["n > 3 and text == 'Hello'", "text | lower ~ '-' ~ (n * 2)", "users | selectattr('on') | length"]
    {
        let Ok(expression) = Expression::compile(text, &variables) else { continue };
        bench(&format!("expression: {text}"), 0, || expression.evaluate().is_ok());
    }
    bench("expression: compile the first", 0, || {
        Expression::compile("n > 3 and text == 'Hello'", &Value::Null).is_ok()
    });
}

/// A page of search results.
fn page(documents: usize) -> Value {
    let results: Vec<Value> = (0..documents)
        .map(|number| json!({ "documentId": format!("01f9af91-6678-4cb0-a53b-{number:012}"), "title": format!("Document {number}"), "pages": number % 7 }))
        .collect();
    json!({ "from": 0, "total": 224, "results": results, "users": {} })
}

fn paths() {
    let body = page(100).into();
    for text in ["$.total", "$.results[*].documentId", "$.results[?@.pages > 3].title", "$..pages"] {
        let path = JsonPath::compile(text).unwrap_or_else(|_| panic!("{text} is a path"));
        bench(&format!("jsonpath: {text}, 100 documents"), 0, || {
            select(&path, black_box(&body), &[]).map(|nodes| nodes.len())
        });
    }
}

fn matchers() {
    let body = page(10).to_string();
    bench("json: parse a body of 10 documents", body.len(), || {
        let response = json_response(body.as_str());
        ResponseView::new(&response, "http://127.0.0.1:9/").json().is_ok()
    });
    for matcher in [
        "$.total: 224",
        "$.results[0].title: { matches: '^Doc' }",
        "$.results[*].documentId: { each: { format: uuid }, unique: true }",
        "$.results[0]: { partial: { title: Document 0, pages: 0 } }",
    ] {
        let text = format!(
            "scenario: A\nsteps:\n  - name: B\n    request: GET http://127.0.0.1:9/\n    expect:\n      json:\n        {matcher}\n"
        );
        let expectations = Expectations::parse(&text).unwrap_or_else(|error| panic!("{matcher}: {error}"));
        let response = json_response(body.as_str());
        let view = ResponseView::new(&response, "http://127.0.0.1:9/");
        bench(&format!("matcher: {matcher}"), 0, || {
            assert_eq!(expectations.hold(&view), Ok(true), "{matcher}");
        });
    }
}

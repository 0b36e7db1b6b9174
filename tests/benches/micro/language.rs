//! What reads and judges: parse and check, expressions, JSONPath, matchers.

use std::hint::black_box;
use std::sync::Arc;

use runthrough::testing::evaluation::{
    JsonPath, Judge, LazyMask, Library, Mask, Password, Passwords, Random, ResponseView, Scope, Variables,
    evaluate, judge, select,
};
use runthrough::testing::files::{Files, Loaded, Parsed, check, parse, parse_config};
use runthrough::testing::model::{Action, HttpResponse, Timings};
use serde_json::{Value, json};

use crate::shared::{bench, scenario};

/// Neither files nor passwords.
struct Nothing;

impl Files for Nothing {
    fn resolve(&self, _: &str, written: &str) -> Result<Arc<str>, String> {
        Ok(written.into())
    }

    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no file `{path}`"))
    }
}

impl Passwords for Nothing {
    fn now_ms(&self) -> i64 {
        0
    }

    fn take(&self, _: &Password, _: u64) -> bool {
        true
    }
}

pub fn bench_all() {
    let text = scenario();
    bench("parse: the reference flow", text.len(), || parsed(&text).sink.has_errors());
    let read = parsed(&text);
    bench("check: the reference flow", text.len(), || {
        let mut sink = runthrough::testing::files::Sink::default();
        check(&read.project, &read.library, &(), &mut sink);
        sink.has_errors()
    });
    expressions();
    paths();
    matchers();
}

fn parsed(text: &str) -> Parsed {
    let mut parsed = parse_config(None, &Nothing);
    parse(&mut parsed, vec![Loaded { path: "a.yaml".into(), text: Ok(text.to_owned()) }], None, &Nothing);
    assert!(!parsed.sink.has_errors(), "the scenario has errors");
    parsed
}

fn scope<'a>(library: &'a Library, variables: &'a Variables, random: &'a Random) -> Scope<'a> {
    Scope {
        library,
        variables,
        environment: "none",
        unknown: None,
        response: None,
        value: None,
        random,
        now_ms: &|| 0,
        passwords: &Nothing,
    }
}

fn expressions() {
    let (mut variables, random) = (Variables::default(), Random::new(1));
    let users: Vec<Value> = (0..20).map(|id| json!({ "id": id, "on": id % 2 == 0 })).collect();
    for (name, value) in [("n", json!(7)), ("text", json!("Hello")), ("users", json!(users))] {
        variables.set(name.into(), value.into());
    }
    for text in
        ["n > 3 and text == 'Hello'", "text | lower ~ '-' ~ (n * 2)", "users | selectattr('on') | length"]
    {
        let mut library = Library::default();
        let Ok(id) = library.compile_expression(&text.into()) else { continue };
        bench(&format!("expression: {text}"), 0, || {
            evaluate(library.expression(id), &scope(&library, &variables, &random)).is_ok()
        });
    }
    bench("expression: compile the first", 0, || {
        Library::default().compile_expression(&"n > 3 and text == 'Hello'".into()).is_ok()
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
        let response = response(&body);
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
        let Parsed { project, library, .. } = parsed(&text);
        let Action::Request(request) = &project.scenarios[0].steps[0].action else { continue };
        let (variables, random, known) = (Variables::default(), Random::new(1), Mask::default());
        let mask = LazyMask::new(&known, &[], &[]);
        let response = response(&body);
        let view = ResponseView::new(&response, "http://127.0.0.1:9/");
        let span = project.scenarios[0].name.span;
        bench(&format!("matcher: {matcher}"), 0, || {
            let judging = Judge::new(scope(&library, &variables, &random), &mask);
            assert!(judge(&judging, &request.expect, &view, span).is_empty(), "{matcher} does not hold");
        });
    }
}

fn response(body: &str) -> HttpResponse {
    HttpResponse {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.as_bytes().to_vec(),
        timings: Timings::default(),
    }
}

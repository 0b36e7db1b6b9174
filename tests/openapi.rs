//! OpenAPI: the table of `tests/cases/openapi/` (one deviation a file, with a twin that has none), the sandbox's own
//! document, and the faults of the sandbox.
//!
//! A file of the table has a document (`openapi`, `servers`, `paths`, `components`; the rest is filled in), the exchanges
//! `clean` and `wrong`, and what is found in the second: `CODE | MESSAGE | FIRST DETAIL`. `UPDATE_OPENAPI=1` writes that.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::support::binary::{code, runthrough, said};
use runthrough::testing::evaluation::{Document, Mask, ResponseView, bundle};
use runthrough::testing::files::{FileId, Span};
use runthrough::testing::model::{HttpResponse, Problem, Timings};
use runthrough::testing::openapi::{Api, Compiled, Exchange, OpenApi, Wanted, finding, judge};
use runthrough::testing::reports::{details, message};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}

fn api(case: &Value) -> Api {
    let mut document = json!({ "openapi": "3.1.0", "info": { "title": "Items", "version": "1" } });
    for name in ["openapi", "servers", "paths", "components"] {
        if let Some(value) = case.get(name) {
            document[name] = value.clone();
        }
    }
    let root = Document::file("api.yaml".into(), document);
    let open = OpenApi::read(bundle(root, Vec::new(), &mut |_, file| Err(format!("no file `{file}`"))));
    Api::new(Compiled::new("api.yaml".into(), open.expect("a document without errors")))
}

fn headers(exchange: &Value, name: &str, json: &str) -> Vec<(String, String)> {
    let written = exchange.get(name).and_then(Value::as_object);
    let mut headers: Vec<(String, String)> = written
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().expect("a header's text").to_owned()))
        .collect();
    if exchange.get(json).is_some() && written.is_none() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    headers
}

/// What is found in an exchange, a line each.
fn found(api: &Api, case: &Value, exchange: &Value) -> Vec<String> {
    let (method, path) = text(exchange, "request").and_then(|line| line.split_once(' ')).expect("a request");
    let url = format!("http://127.0.0.1{path}");
    let sent = headers(exchange, "headers", "json");
    let sent: Vec<(Arc<str>, String)> = sent.into_iter().map(|(name, value)| (name.into(), value)).collect();
    let body = exchange.get("json").map(Value::to_string).or(text(exchange, "body").map(str::to_owned));
    let reply = exchange.get("reply").map(Value::to_string).or(text(exchange, "text").map(str::to_owned));
    let response = HttpResponse {
        status: exchange.get("status").and_then(Value::as_u64).unwrap_or(200) as u16,
        headers: headers(exchange, "reply_headers", "reply"),
        body: reply.unwrap_or_default().into_bytes(),
        timings: Timings::default(),
    };
    let view = ResponseView::new(&response, &url);
    let exchange = Exchange {
        method,
        url: &url,
        headers: &sent,
        body: body.as_deref().map(str::as_bytes),
        response: &view,
        base: text(case, "base"),
    };
    let wanted =
        Wanted { operation: text(case, "operation"), request: true, response: true, coverage: false };
    let mask = Mask::default();
    let judged = judge(api, &exchange, &wanted);
    let line = |found| {
        let finding = finding(found, Span::new(FileId(0), 0, 0), &mask);
        let problem = Problem::mismatch(finding.kind, finding.mismatch);
        let detail = details(&problem).first().cloned().unwrap_or_default();
        format!("{} | {} | {detail}", found.deviation.name(), message(&problem))
    };
    judged.found.iter().map(line).collect()
}

fn table() -> Vec<PathBuf> {
    let folder = root().join("tests/cases/openapi");
    let entries = std::fs::read_dir(folder).expect("the folder of the table");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    files.sort();
    files
}

#[test]
fn each_deviation_is_found_at_its_place_and_none_in_its_clean_twin() {
    let files = table();
    assert!(files.len() >= 60, "{} files", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let written = std::fs::read_to_string(&path).expect("a file");
        let case: Value = serde_yaml::from_str(&written).unwrap_or_else(|error| panic!("{name}: {error}"));
        let api = api(&case);
        let clean = found(&api, &case, &case["clean"]);
        if !clean.is_empty() {
            wrong.push(format!("{name}: the clean twin has {clean:?}"));
        }
        let lines = found(&api, &case, &case["wrong"]);
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            let (before, _) = written.split_once("\nfinds:").expect("`finds:`");
            let listed: String =
                lines.iter().map(|line| format!("\n  - '{}'", line.replace('\'', "''"))).collect();
            std::fs::write(&path, format!("{before}\nfinds:{listed}\n")).expect("written");
        } else if case["finds"] != json!(lines) || lines.is_empty() {
            wrong.push(format!("{name}: found {lines:#?}, expected {}", case["finds"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A project with the shipped scenarios and the sandbox's document; `change` may rewrite a scenario.
fn project(change: impl Fn(&mut Value)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("scenarios/parts")).expect("folders");
    std::fs::copy(root().join("scenarios/openapi.json"), at("openapi.json")).expect("the document");
    std::fs::write(at("runthrough.yaml"), "openapi: openapi.json\n").expect("the configuration");
    for part in ["", "parts"] {
        for entry in std::fs::read_dir(root().join("scenarios").join(part)).expect("scenarios") {
            let path = entry.expect("an entry").path();
            let target = at("scenarios").join(part).join(path.file_name().expect("a name"));
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("yaml") => {
                    let written = std::fs::read_to_string(&path).expect("a scenario");
                    let mut scenario: Value = serde_yaml::from_str(&written).expect("YAML");
                    // The configuration names it for all of them.
                    scenario.as_object_mut().expect("a map").remove("openapi");
                    change(&mut scenario);
                    std::fs::write(target, scenario.to_string()).expect("written");
                }
                Some("csv") => drop(std::fs::copy(&path, target).expect("copied")),
                _ => {}
            }
        }
    }
    folder
}

#[test]
fn the_shipped_scenarios_keep_the_contract_of_the_sandbox() {
    let folder = project(|_| {});
    let output = runthrough(folder.path(), &["run", "--sandbox", "-j", "4"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let output = runthrough(folder.path(), &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
}

/// Leaves of all expectations but the status.
fn status_only(scenario: &mut Value) {
    for list in ["steps", "cleanup"] {
        for step in scenario.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(step) = step.as_object_mut() else { continue };
            if let Some(Value::Object(expect)) = step.get_mut("expect") {
                expect.retain(|name, _| name == "status");
                if expect.is_empty() {
                    step.remove("expect");
                }
            }
        }
    }
}

#[test]
fn faults_of_the_sandbox_are_found_by_the_document_alone() {
    let folder = project(status_only);
    let sound = runthrough(folder.path(), &["run", "--sandbox"]);
    assert_eq!(code(&sound), Some(0), "{}", said(&sound));
    let faults = [
        ("error", "openapi: search: the status 500 is not documented"),
        ("drop-field", "to have the property `documentId`"),
        ("wrong-type", "to be of type integer"),
    ];
    for (fault, expected) in faults {
        let output = runthrough(folder.path(), &["run", "--sandbox", "--fault", fault]);
        let said = said(&output);
        assert_eq!(code(&output), Some(1), "{fault}: {said}");
        assert!(said.contains("openapi: ") && said.contains(expected), "{fault}: {said}");
        // Without the document the same scenarios see less.
        std::fs::write(folder.path().join("runthrough.yaml"), "jobs: 2\n").expect("written");
        let without = runthrough(folder.path(), &["run", "--sandbox", "--fault", fault]);
        assert!(!crate::support::binary::said(&without).contains("openapi: "), "{fault}");
        std::fs::write(folder.path().join("runthrough.yaml"), "openapi: openapi.json\n").expect("written");
    }
}

#[test]
fn the_shipped_scenarios_cover_every_operation_of_the_sandbox() {
    let folder = project(|_| {});
    let run = |shard: &[&str], report: &str| {
        let report = format!("json={report}");
        let arguments =
            ["run", "--sandbox", "--seed", "1", "--min-coverage", "operations=100", "--report", &report];
        runthrough(folder.path(), &[&arguments, shard].concat())
    };
    let coverage = |report: &str| -> Value {
        let text = std::fs::read_to_string(folder.path().join(report)).expect("a report");
        serde_json::from_str::<Value>(&text).expect("JSON")["coverage"].take()
    };
    let output = run(&["-j", "1"], "whole.json");
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let whole = coverage("whole.json");
    assert_eq!(whole["documents"][0]["dimensions"][0]["total"], 5, "{whole:#}");
    assert_eq!(code(&run(&["-j", "8"], "again.json")), Some(0));
    assert_eq!(coverage("again.json"), whole);
    // Parts come to the same, in whatever order.
    for of in [2, 3, 7] {
        let mut reports: Vec<String> = (1..=of).map(|part| format!("{part}-{of}.json")).collect();
        for (part, report) in (1..=of).zip(&reports) {
            let output = run(&["--shard", &format!("{part}/{of}")], report);
            assert!(matches!(code(&output), Some(0 | 1)), "{}", said(&output));
        }
        reports.reverse();
        let mut arguments = vec!["merge", "--min-coverage", "100", "--report", "json=merged.json"];
        arguments.extend(reports.iter().map(|report| &**report));
        let output = runthrough(folder.path(), &arguments);
        assert_eq!(code(&output), Some(0), "{}", said(&output));
        assert_eq!(coverage("merged.json"), whole, "{of}");
    }
    // Without the scenario that unlocks by e-mail or by an authenticator app an operation is missing.
    for name in ["login-with-email-code.yaml", "login-with-totp.yaml"] {
        std::fs::remove_file(folder.path().join("scenarios").join(name)).expect("removed");
    }
    let output = run(&[], "less.json");
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    assert!(said(&output).contains("missing: unlockWithFactors"), "{}", said(&output));
}

#[test]
fn a_body_cannot_make_an_ordinary_document_take_for_ever() {
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let api = api(&json!({
        "openapi": "3.0.3",
        "paths": { "/tree": { "get": { "operationId": "tree", "responses": { "200": {
            "description": "it", "content": { "application/json": { "schema": schema("Node") } },
        } } } } },
        // Both parts of a branch have the next one, and which schema that follows its discriminator says.
        "components": { "schemas": {
            "Node": {
                "type": "object", "required": ["kind"], "discriminator": { "propertyName": "kind" },
                "properties": { "kind": { "type": "string" }, "next": schema("Node") },
            },
            "Branch": { "allOf": [schema("Node"), { "properties": { "next": schema("Node"), "size": { "type": "integer" } } }] },
        } },
    }));
    let found = |kind: &str, depth: usize| {
        let body =
            (0..depth).fold(json!({ "kind": kind }), |inner, _| json!({ "kind": "Branch", "next": inner }));
        let json = json!({ "content-type": "application/json" });
        found(&api, &json!({}), &json!({ "request": "GET /tree", "reply": body, "reply_headers": json }))
    };
    assert_eq!(found("Branch", 4), Vec::<String>::new());
    // Some rule is broken, and one is told; or it is not known whether one is.
    for (kind, told) in [("Other", "breaks more than 1 rule"), ("Branch", "cannot be judged")] {
        let lines = found(kind, 40);
        assert!(matches!(lines.as_slice(), [one] if one.contains(told)), "{kind}: {lines:?}");
    }
}

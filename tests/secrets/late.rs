//! Secrets that a report could show before anybody knows of them, and those that only a sentence could quote.

use std::fs;

use runthrough::testing::model::InstanceOutcome;
use runthrough::testing::run::Detail;
use serde_json::{Value, json};

use super::forbidden::Forbidden;
use super::forms::Secret;
use super::operators::{Same, outcome, reports};
use crate::support::binary::command;

const DETAILS: [Detail; 3] = [Detail::Failures, Detail::Heads, Detail::All];

/// Searches all reports, of which those that show everything show `shown`.
#[track_caller]
fn assert_masked(outcome: &InstanceOutcome, value: &str, shown: &str) {
    let mut forbidden = Forbidden::new(&[Secret { name: "late", value: value.to_owned() }]);
    for (name, report) in reports(outcome) {
        forbidden.not_in(name, report.as_bytes());
        let is_whole = matches!(name, "json" | "ndjson" | "html" | "terminal");
        assert!(!is_whole || report.contains(shown), "no {shown} in {name}:\n{report}");
    }
}

#[test]
fn a_secret_that_a_later_step_captures_is_masked_in_earlier_ones() {
    let value = "it's \"late\" & <new>";
    for detail in DETAILS {
        let text = "scenario: A\ninputs: { token: {} }\nsteps:\n  - name: Before\n    request: GET http://127.0.0.1/\n    say: 'it is ${response.json.x}'\n    on_failure: continue\n    capture: { early: $.x }\n    expect: { status: any, json: { $.x: { length: 1 }, $.y: { equals: \"${token}\" } }, that: [response.json.x == 'y'] }\n  - name: Captures\n    request: GET http://127.0.0.1/\n    capture: { late: { json: $.x, secret: true } }\n";
        let http = Same::json(&json!({ "x": value, "y": format!("a {value}") }));
        let text = text.replace("${response.json.x}", "${token}");
        let outcome = outcome(&text, http, &format!("b {value}"), detail);
        assert_masked(&outcome, value, "[secret:late]");
    }
}

#[test]
fn a_secret_literal_in_an_expression_is_masked() {
    let value = "it's-a-literal";
    let text = "scenario: A\ninputs: { token: { secret: true } }\nsteps:\n  - name: B\n    request: GET http://127.0.0.1/\n    expect: { status: any, that: [\"response.json.x ~ 'it\\\\'s-a-literal' == 'y'\"] }\n";
    let outcome = outcome(text, Same::json(&json!({ "x": "z" })), value, Detail::All);
    assert!(outcome.all_problems().any(|problem| !problem.parts().is_empty()), "{outcome:?}");
    assert_masked(&outcome, value, "[secret:token]");
}

/// What was looked for as a secret is not where it should be: any value of the body may be it.
#[test]
fn no_error_quotes_a_body_that_is_withheld() {
    let value = "hunter2-unseen";
    let withheld = "may contain a secret";
    for (expect, body) in [
        ("that: [response.json.x | int == 1]", Some(json!({ "x": value }))),
        ("that: [\"response.json.list[response.json.x] == 1\"]", Some(json!({ "x": value, "list": 1 }))),
        ("json: { $.x: { length: { any_of: [1, 2] } } }", Some(json!({ "x": value }))),
        ("json: { $.x: { not: { any_of: [{ exists: true }, 2] } } }", Some(json!({ "x": value }))),
        ("json: { $.x: 1 }", None),
    ] {
        let text = format!(
            "scenario: A\ninputs: {{ token: {{}} }}\nsteps:\n  - name: B\n    request: GET http://127.0.0.1/\n    capture: {{ hidden: {{ json: $.no, secret: true }} }}\n    expect: {{ status: any, {expect} }}\n"
        );
        let http = match body {
            Some(body) => Same::json(&body),
            None => Same { body: format!("<{value}>"), ..Same::json(&Value::Null) },
        };
        let outcome = outcome(&text, http, "other", Detail::All);
        assert!(outcome.all_problems().count() > 0, "{text}");
        assert_masked(&outcome, value, withheld);
    }
}

#[test]
fn what_until_waits_for_quotes_no_body_that_is_withheld() {
    let value = "hunter2-unseen";
    let text = "scenario: A\ninputs: { token: {} }\nsteps:\n  - name: B\n    request: GET http://127.0.0.1/\n    retry: { attempts: 2, every: 1ms, until: \"response.json.list[response.json.key] == 1\" }\n    capture: { hidden: { json: $.no, secret: true } }\n";
    let http = Same::json(&json!({ "key": value, "list": {} }));
    assert_masked(&outcome(text, http, "other", Detail::All), value, "may contain a secret");
}

#[test]
fn a_dry_run_masks_the_expressions_of_its_notes() {
    let value = "it's-a-literal";
    let mut forbidden = Forbidden::new(&[Secret { name: "pin", value: value.to_owned() }]);
    let folder = tempfile::tempdir().unwrap();
    let steps = [
        r#"  - { name: A, check: ["pin == 'it\\'s-a-literal'"] }"#,
        r#"  - { name: B, when: "pin != 'it\\'s-a-literal'", check: ["pin == 1"] }"#,
        r#"  - { name: C, when: "later != \"it's-a-literal\"", check: ["pin == 1"] }"#,
        r#"  - { name: D, request: "GET http://127.0.0.1/", capture: { later: $.x } }"#,
    ];
    let steps =
        [steps[0], steps[1], steps[3], &steps[2].replace(r#"\"it's"#, r"'it\\'s").replace(r#"al\""#, "al'")];
    let text = format!("scenario: A\ninputs: {{ pin: {{ secret: true }} }}\nsteps:\n{}\n", steps.join("\n"));
    fs::write(folder.path().join("a.yaml"), text).unwrap();
    let pair = format!("pin={value}");
    let mut run = command(folder.path());
    let said =
        forbidden.not_said_by("a dry run", run.args(["run", "--dry-run", "a.yaml", "-i", &pair]), &[0]);
    assert_eq!(said.matches("[secret:pin]").count(), 3, "{said}");
}

//! `check --format sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code scanning.

use percent_encoding::utf8_percent_encode;
use serde_json::{Value, json};

use super::{Findings, Region};
use crate::diag::{Code, Diagnostic};
use crate::source::IN_PATH;

/// One log with one run: its rules are the codes that were found.
pub fn sarif(findings: &Findings<'_>) -> String {
    let mut codes: Vec<Code> = Vec::new();
    for diagnostic in findings.diagnostics() {
        if !codes.contains(&diagnostic.code) {
            codes.push(diagnostic.code);
        }
    }
    codes.sort_by_key(|code| code.name());
    let results: Vec<Value> =
        findings.diagnostics().iter().map(|diagnostic| result(findings, diagnostic, &codes)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(code: Code) -> Value {
    let info = code.info();
    let help = format!("{}\n\nWrong:\n{}\n\nRight:\n{}", info.summary, info.wrong, info.right);
    json!({
        "id": info.name,
        "shortDescription": { "text": info.summary },
        "help": { "text": help },
        "defaultConfiguration": { "level": info.severity.as_str() },
    })
}

fn result(findings: &Findings<'_>, diagnostic: &Diagnostic, codes: &[Code]) -> Value {
    let mut message = diagnostic.message.clone();
    for line in diagnostic.label.iter().chain(&diagnostic.help) {
        message.push('\n');
        message.push_str(line);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
        "level": diagnostic.severity.as_str(),
        "message": { "text": message },
        "locations": [{ "physicalLocation": physical(&findings.place(diagnostic)) }],
    });
    if let Some((span, why)) = &diagnostic.related {
        result["relatedLocations"] = json!([{
            "id": 1,
            "physicalLocation": physical(&findings.region(*span)),
            "message": { "text": why },
        }]);
    }
    if let Some(edits) = diagnostic.fix.as_ref().and_then(|fix| findings.edits(fix)) {
        let replacements: Vec<Value> = edits
            .iter()
            .map(|edit| {
                let range = region(&findings.region(edit.span));
                json!({ "deletedRegion": range, "insertedContent": { "text": edit.text } })
            })
            .collect();
        let artifact = artifact(&findings.place(diagnostic).path);
        result["fixes"] = json!([{
            "description": { "text": "write it as intended" },
            "artifactChanges": [{ "artifactLocation": artifact, "replacements": replacements }],
        }]);
    }
    result
}

fn physical(place: &Region) -> Value {
    json!({ "artifactLocation": artifact(&place.path), "region": region(place) })
}

fn artifact(path: &str) -> Value {
    json!({ "uri": utf8_percent_encode(path, IN_PATH).to_string() })
}

fn region(place: &Region) -> Value {
    json!({
        "startLine": place.start.0,
        "startColumn": place.start.1,
        "endLine": place.end.0,
        "endColumn": place.end.1,
    })
}

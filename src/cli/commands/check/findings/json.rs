//! `check --format json`: one document.

use serde_json::{Value, json as value};

use super::{Findings, Region};
use crate::diag::Diagnostic;

/// `{version, files, errors, warnings, findings: [{code, severity, message, path, line, column, end_line, end_column, …}]}`:
/// lines and columns from 1, columns in characters, the end exclusive. `fix.safe`: `check --fix` applies it.
pub fn json(findings: &Findings<'_>) -> String {
    let (errors, warnings) = findings.loaded.counts();
    let all: Vec<Value> = findings.diagnostics().iter().map(|diagnostic| one(findings, diagnostic)).collect();
    let document = value!({
        "version": 1,
        "files": findings.loaded.files,
        "errors": errors,
        "warnings": warnings,
        "findings": all,
    });
    format!("{document:#}\n")
}

fn one(findings: &Findings<'_>, diagnostic: &Diagnostic) -> Value {
    let mut finding = value!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
    });
    put(&mut finding, findings.place(diagnostic));
    if let Some(label) = &diagnostic.label {
        finding["label"] = value!(label);
    }
    if !diagnostic.help.is_empty() {
        finding["help"] = value!(diagnostic.help);
    }
    if let Some((span, why)) = &diagnostic.related {
        let mut related = value!({ "message": why });
        put(&mut related, findings.region(*span));
        finding["related"] = related;
    }
    if let Some(fix) = &diagnostic.fix {
        if let Some(corrected) = fix.corrected(findings.sources()) {
            finding["corrected"] = value!(corrected);
        }
        if let Some(edits) = findings.edits(fix) {
            let edits: Vec<Value> = edits
                .iter()
                .map(|edit| {
                    let mut change = value!({ "text": edit.text });
                    put(&mut change, findings.region(edit.span));
                    change
                })
                .collect();
            finding["fix"] = value!({ "safe": fix.safe, "edits": edits });
        }
    }
    finding
}

fn put(object: &mut Value, region: Region) {
    object["path"] = value!(region.path);
    (object["line"], object["column"]) = (value!(region.start.0), value!(region.start.1));
    (object["end_line"], object["end_column"]) = (value!(region.end.0), value!(region.end.1));
}

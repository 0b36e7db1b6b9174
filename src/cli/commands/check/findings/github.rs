//! `check --format github`: workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

use super::Findings;
use crate::report::{data, property};

/// A line per finding: `::error file=…,line=…::message`.
pub fn github(findings: &Findings<'_>) -> String {
    let mut text = String::new();
    for diagnostic in findings.diagnostics() {
        let region = findings.place(diagnostic);
        let mut message = diagnostic.message.clone();
        let label = diagnostic.label.iter().cloned();
        for line in label.chain(diagnostic.help.iter().cloned()) {
            message.push('\n');
            message.push_str(&line);
        }
        if let Some(corrected) = diagnostic.fix.as_ref().and_then(|fix| fix.corrected(findings.sources())) {
            message.push_str("\nwrite: ");
            message.push_str(&corrected);
        }
        text.push_str(&format!(
            "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
            diagnostic.severity.as_str(),
            property(&region.path),
            region.start.0,
            region.end.0,
            region.start.1,
            region.end.1,
            property(&format!("runthrough: {}", diagnostic.code.name())),
            data(&message),
        ));
    }
    text
}

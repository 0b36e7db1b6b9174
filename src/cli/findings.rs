//! Findings of files, as commands other than `check` write them.

use super::output::Output;
use crate::diag::{Diagnostic, Severity, counted, render};
use crate::project::LoadedProject;
use crate::source::Sources;

/// Writes errors in full before a run, and warnings as a count, since `check` shows them.
pub fn report_findings(loaded: &LoadedProject, output: &Output) {
    let mut text = String::new();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == Severity::Error {
            text.push_str(&render(diagnostic, &loaded.project.sources, output.styles()));
            text.push('\n');
        }
    }
    let (errors, warnings) = loaded.counts();
    if errors > 0 {
        text.push_str(&summary(loaded.files, errors, warnings));
    } else if warnings > 0 {
        let it = if warnings == 1 { "it" } else { "them" };
        text.push_str(&format!("{}: run `runthrough check` to see {it}\n", counted(warnings, "warning")));
    }
    if !text.is_empty() {
        output.stderr(&text);
    }
}

/// Writes errors in full beside a list, which goes to stdout.
pub fn print_errors(diagnostics: &[Diagnostic], sources: &Sources, output: &Output) {
    for diagnostic in diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        output.stderr(&render(diagnostic, sources, output.styles()));
    }
}

/// `3 files: 1 error, 2 warnings`.
pub fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let files = counted(files, "file");
    match (errors, warnings) {
        (0, 0) => format!("{files}: no problems\n"),
        (0, n) => format!("{files}: {}\n", counted(n, "warning")),
        (n, 0) => format!("{files}: {}\n", counted(n, "error")),
        (e, w) => format!("{files}: {}, {}\n", counted(e, "error"), counted(w, "warning")),
    }
}

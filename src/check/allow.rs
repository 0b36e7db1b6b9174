//! Comments that allow a warning, and severities of `runthrough.yaml`.

use std::collections::HashSet;

use crate::diag::{Code, Diagnostic, Place, Severity, Sink};
use crate::model::Project;

/// Takes out what is allowed or switched off; tells of comments that allow nothing.
pub fn apply(project: &Project, sink: &mut Sink) {
    let mut used = HashSet::new();
    let found: Vec<Diagnostic> = sink.take();
    let mut invalid = HashSet::new();
    for mut diagnostic in found {
        let code = diagnostic.code;
        let warning = code.info().severity == Severity::Warning;
        if let Place::Span(span) = diagnostic.place {
            if warning {
                let line = project.sources.file(span.file).line_of(span.start as usize);
                let allows = |allow: &crate::model::Allow| {
                    allow.code == code && allow.line == line && allow.comment.file == span.file
                };
                if let Some(index) = project.allows.iter().position(allows) {
                    used.insert(index);
                    continue;
                }
            } else if diagnostic.severity == Severity::Error {
                invalid.insert(span.file);
            }
        }
        if warning {
            match project.config.severity.get(code.name()) {
                Some(None) => continue,
                Some(Some(severity)) => diagnostic.severity = *severity,
                None => {}
            }
        }
        sink.push(diagnostic);
    }
    for (index, allow) in project.allows.iter().enumerate() {
        // In a file with errors the rule may not have run.
        let off = matches!(project.config.severity.get(allow.code.name()), Some(None));
        if used.contains(&index) || off || invalid.contains(&allow.comment.file) {
            continue;
        }
        let message = format!("no `{}` to allow here", allow.code.name());
        let severity = project.config.severity.get(Code::AllowComment.name());
        if !matches!(severity, Some(None)) {
            let mut diagnostic = Diagnostic::new(Code::AllowComment, allow.comment, message)
                .help("remove the comment, or move it to the line of the finding or the line above");
            diagnostic.severity = severity.copied().flatten().unwrap_or(diagnostic.severity);
            sink.push(diagnostic);
        }
    }
}

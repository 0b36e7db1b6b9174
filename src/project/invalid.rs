//! Scenarios that cannot run because of errors in their files, or in those of fragments.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{Action, Fragments, Project, Scenario};
use crate::source::FileId;

/// Scenarios of files with errors do not run, nor do those that use a fragment with errors, which come back with it.
pub(super) fn drop_invalid(project: &mut Project, diagnostics: &[Diagnostic]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut wrong: HashSet<FileId> = HashSet::new();
    for diagnostic in diagnostics {
        if let (Severity::Error, Place::Span(span)) = (diagnostic.severity, &diagnostic.place) {
            wrong.insert(span.file);
        }
    }
    project.scenarios.retain(|scenario| {
        !wrong.contains(&scenario.file) && !scenario.files.iter().any(|file| wrong.contains(file))
    });
    let mut dragged = Vec::new();
    let Project { scenarios, fragments, .. } = project;
    scenarios.retain(|scenario| match broken_fragment(scenario, fragments, &wrong) {
        Some(fragment) => {
            dragged.push((scenario.path.clone(), fragment));
            false
        }
        None => true,
    });
    dragged
}

/// The path of a fragment with errors that a scenario uses, however many files are between.
fn broken_fragment(scenario: &Scenario, fragments: &Fragments, wrong: &HashSet<FileId>) -> Option<Arc<str>> {
    let mut seen: BTreeSet<&Arc<str>> = BTreeSet::new();
    let mut open = vec![scenario];
    while let Some(body) = open.pop() {
        for step in body.all_steps() {
            let Action::Use(used) = &step.action else { continue };
            if !seen.insert(&used.path) {
                continue;
            }
            match fragments.get(&used.path) {
                Some(fragment)
                    if used.linked
                        && !wrong.contains(&fragment.file)
                        && !fragment.files.iter().any(|file| wrong.contains(file)) =>
                {
                    open.push(fragment);
                }
                _ => return Some(used.path.clone()),
            }
        }
    }
    None
}

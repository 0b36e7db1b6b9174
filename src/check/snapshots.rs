//! Snapshots: no two share a file, and no file is left over.

use super::SnapshotFiles;
use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::snapshot_path::{file_name, folder};
use crate::model::{Action, Snapshot, Step};
use crate::source::Span;

pub fn check(context: &Context<'_>, files: &dyn SnapshotFiles, sink: &mut Sink) {
    let mut wanted: Vec<(String, Span)> = Vec::new();
    for step in context.scenario.all_steps() {
        let Some(snapshot) = snapshot_of(step) else { continue };
        if let Some(repeat) = &step.repeat {
            let message = "each iteration of `repeat` has a different body, but a snapshot is one body";
            let diagnostic = Diagnostic::new(Code::ConflictingKeys, snapshot.span, message)
                .related(repeat.while_.span, "the step repeats as long as this is true");
            sink.push(
                diagnostic.help("compare what `append` captured in a later step, or remove one of them"),
            );
        }
        let name = snapshot.name.as_ref().map(|name| &*name.value);
        let file = file_name(std::iter::once(&*step.name.value).chain(name));
        // Some systems do not tell `a` from `A`.
        match wanted.iter().find(|(other, _)| other.to_lowercase() == file.to_lowercase()) {
            Some((_, first)) => sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    snapshot.span,
                    format!("this snapshot uses the same file `{file}.json` as another one"),
                )
                .related(*first, "the other one")
                .help("name them: `snapshot: before` and `snapshot: after`"),
            ),
            None => wanted.push((file, snapshot.span)),
        }
    }
    let (path, place) = (&context.scenario.path, context.scenario.name.span);
    let mut orphan = |what: String| {
        sink.push(Diagnostic::new(Code::OrphanSnapshot, place, what).help("remove it, or restore its step"));
    };
    for name in files.snapshots(path) {
        let stem = name.trim_end_matches(".json");
        let used = |(file, _): &(String, Span)| {
            stem.strip_prefix(&**file).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if !wanted.iter().any(used) {
            orphan(format!("no step has the snapshot `{}/{name}`", folder(path)));
        }
    }
    for gone in files.without_scenario(path) {
        orphan(format!("the snapshots in `{gone}` belong to no scenario file"));
    }
}

fn snapshot_of(step: &Step) -> Option<&Snapshot> {
    match &step.action {
        Action::Request(request) => request.expect.snapshot.as_ref(),
        Action::Check(_) | Action::Use(_) => None,
    }
}

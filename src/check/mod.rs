//! Everything that can be known of scenarios without a request, beyond the structure that `parse` checked.
//!
//! In: the project. Out: findings. One file a rule; a rule looks at one scenario or fragment at a
//! time and knows nothing of the others, but for what reaches a fragment through `with`.

mod allow;
mod base_url;
mod context;
mod etag;
mod expected;
mod flow;
mod fragments;
mod host;
mod list_path;
mod locks;
mod logout;
mod never_holds;
mod omit;
mod one_time;
mod reach;
mod secret_literal;
mod snapshot_files;
mod snapshots;
mod tls;
mod unreachable;
mod variables;

pub use snapshot_files::SnapshotFiles;

use crate::diag::Sink;
use crate::model::Project;
use context::Context;

/// Checks every scenario and every fragment of a project.
pub fn check(project: &Project, snapshots: &dyn SnapshotFiles, sink: &mut Sink) {
    let reach = reach::Reach::new(project);
    for scenario in project.scenarios.iter().chain(project.fragments.values()) {
        let context = Context { project, scenario };
        variables::check(&context, sink);
        list_path::check(&context, sink);
        one_time::check(&context, &reach, sink);
        flow::check(&context, sink);
        fragments::check(&context, &reach, sink);
        base_url::check(&context, sink);
        locks::check(&context, sink);
        omit::check(&context, sink);
        tls::check(&context, sink);
        never_holds::check(&context, sink);
        unreachable::check(&context, sink);
        // What is missing may stand where something could not be read.
        if !sink.has_errors_in(scenario.file) {
            expected::check(&context, sink);
            logout::check(&context, sink);
            snapshots::check(&context, snapshots, sink);
        }
        secret_literal::check(&context, sink);
        host::check(&context, sink);
        etag::check(&context, sink);
    }
    allow::apply(project, sink);
}

//! Everything that can be known of scenarios without a request, beyond the structure that `parse` checked.
//!
//! In: the project and what was compiled. Out: findings. One file a rule; a rule looks at one scenario or fragment at a
//! time and knows nothing of the others, but for what reaches a fragment through `with`.

mod allow;
mod base_url;
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
mod snapshots;
mod tls;
mod unreachable;
mod variables;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::Sink;
use crate::lang::{Expr, Library};
use crate::model::visit::Used;
use crate::model::{Action, Expression, Project, Scenario, Text};
use crate::source::{Sources, Span, span_inside};

/// Which snapshots there are. `cli` implements it on the disk.
pub trait SnapshotFiles {
    /// Names of the files in the folder of a scenario's snapshots.
    fn snapshots(&self, scenario: &str) -> Vec<String>;

    /// Folders of snapshots beside a scenario whose own scenario is gone; each is told once.
    fn without_scenario(&self, scenario: &str) -> Vec<String>;
}

impl SnapshotFiles for () {
    fn snapshots(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn without_scenario(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Checks every scenario and every fragment of a project.
pub fn check(project: &Project, library: &Library, snapshots: &dyn SnapshotFiles, sink: &mut Sink) {
    let reach = reach::Reach::new(project, library);
    for scenario in project.scenarios.iter().chain(project.fragments.values()) {
        let context = Context { project, library, scenario };
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

/// What a rule sees.
struct Context<'a> {
    project: &'a Project,
    library: &'a Library,
    scenario: &'a Scenario,
}

/// A compiled expression and where its text stands.
struct Place<'a> {
    expr: &'a Expr,
    raw: &'a Arc<str>,
    span: Span,
}

impl<'a> Context<'a> {
    fn sources(&self) -> &'a Sources {
        &self.project.sources
    }

    /// True when the file defines a name somewhere.
    fn defines(&self, name: &str) -> bool {
        let scenario = self.scenario;
        scenario.input(name).is_some()
            || scenario.cases.iter().flat_map(|rows| &rows.columns).any(|column| &*column.value == name)
            || scenario.vars.iter().any(|var| &*var.name.value == name)
            || scenario.all_steps().any(|step| match &step.action {
                Action::Request(request) => {
                    request.capture.iter().any(|capture| &*capture.name.value == name)
                }
                Action::Use(used) => used.outputs.iter().any(|(here, _)| &*here.value == name),
                Action::Check(_) => false,
            })
    }

    /// True when the name is an input that takes one-time values.
    fn is_one_time(&self, name: &str) -> bool {
        self.scenario.input(name).is_some_and(|input| input.one_time.is_some())
    }

    /// The expressions of what is evaluated: one, or those of the slots.
    fn expressions(&self, used: Used<'a>) -> Vec<Place<'a>> {
        match used {
            Used::Expression(expression) => vec![self.expression(expression)],
            Used::Text(text) => self.slots(text),
        }
    }

    fn expression(&self, expression: &'a Expression) -> Place<'a> {
        Place { expr: self.library.expression(expression.id), raw: &expression.raw, span: expression.span }
    }

    fn slots(&self, text: &'a Text) -> Vec<Place<'a>> {
        let Some(id) = text.template else { return Vec::new() };
        let template = self.library.template(id);
        template.slots().map(|slot| Place { expr: &slot.expr, raw: &text.raw, span: text.span }).collect()
    }

    /// The span of a part of an expression.
    fn inside(&self, place: &Place<'_>, range: Range<usize>) -> Span {
        span_inside(place.span, self.sources().file(place.span.file).text(), place.raw, range)
    }
}

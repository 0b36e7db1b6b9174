//! A URL that begins with `/` needs a `base_url`.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Action;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    // Without a chosen environment one of them may still bring a base_url.
    let somewhere = context
        .project
        .config
        .environments
        .values()
        .any(|environment| environment.defaults.base_url.is_some());
    if somewhere {
        return;
    }
    for step in context.scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        if request.url.relative && request.url.base.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::MissingKey,
                    request.url.text.span,
                    format!("`{}` is appended to `base_url`, but no `base_url` is defined", request.url.text.raw),
                )
                .help("write the whole URL, or add `defaults: { base_url: … }` to the file or to runthrough.yaml"),
            );
            // Once a file is enough.
            return;
        }
    }
}

//! A host that is written into a file ties the scenario to one server: it belongs into an input.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Text};

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    let mut told = Vec::new();
    let mut tell = |text: &Text| {
        if !has_host(&text.raw) || text.span.file != scenario.file || told.contains(&text.span) {
            return;
        }
        told.push(text.span);
        sink.push(
            Diagnostic::new(
                Code::HardCodedHost,
                text.span,
                "the host is written in the file, so the scenario can only run against this server",
            )
            .help("inputs: { base_url: { default: … } } and defaults: { base_url: ${base_url} }; then the URL begins with `/`"),
        );
    };
    scenario.defaults.base_url.iter().for_each(&mut tell);
    for step in scenario.all_steps() {
        if let Action::Request(request) = &step.action {
            tell(&request.url.text);
        }
    }
}

/// True for a URL whose host is no template. This machine is one that every run has.
fn has_host(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let authority = rest.map_or("", |rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let host = authority.rsplit('@').next().unwrap_or("");
    let loopback = ["localhost", "127.", "[::1]"].iter().any(|local| host.starts_with(local));
    !host.is_empty() && !loopback && !authority.contains("${")
}

//! A login without a cleanup that logs out leaves a session on the server with every run.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Request, Scenario, Section, Status, Step};
use crate::vocabulary::sessions;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    // What runs once for all has the cleanup of all; a cleanup that uses a fragment may log out in it.
    let ends = |step: &Step| match &step.action {
        Action::Request(request) => logs_out(request),
        Action::Use(_) => true,
        Action::Check(_) => false,
    };
    if scenario.cleanup.iter().any(ends) {
        return;
    }
    if let Some((step, request)) = logins(scenario).next() {
        let url = &request.url.text;
        sink.push(
            Diagnostic::new(Code::LoginWithoutLogout, url.span, "this opens a session, but no cleanup closes it")
                .related(step.name.span, "in this step")
                .help("cleanup:\n  - name: Log out\n    when: token is defined\n    request: GET /logout\n    query: { token: \"${token}\" }"),
        );
    }
}

fn logins(scenario: &Scenario) -> impl Iterator<Item = (&Step, &Request)> {
    scenario.steps.iter().filter_map(|step| match &step.action {
        Action::Request(request) if logs_in(request) => Some((step, &**request)),
        _ => None,
    })
}

fn logs_in(request: &Request) -> bool {
    sessions::logs_in(&request.method.raw, &request.url.text.raw) && may_succeed(request)
}

fn logs_out(request: &Request) -> bool {
    sessions::logs_out(&request.method.raw, &request.url.text.raw)
}

/// False where the step expects to be refused. A template decides only when it is rendered.
pub fn may_succeed(request: &Request) -> bool {
    match request.expect.status.as_ref().map(|status| &status.value) {
        None | Some(Section::Removed) => true,
        Some(Section::Is(status)) => succeeds(status),
    }
}

fn succeeds(status: &Status) -> bool {
    match status {
        Status::Code(code) => *code < 400,
        Status::Class(class) => *class < 4,
        Status::Any => true,
        Status::OneOf(all) => all.iter().any(succeeds),
        Status::Template(_) | Status::Matcher(_) => false,
    }
}

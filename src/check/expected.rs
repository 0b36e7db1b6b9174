//! A request that says nothing of its answer passes with any 2xx, whatever is in it.

use super::context::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Expect, Section};

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    // A cleanup has nothing to prove.
    for step in &context.scenario.steps {
        let Action::Request(request) = &step.action else { continue };
        // A capture that finds nothing fails the step; `until` judges, too.
        let captures = request.capture.iter().any(|capture| capture.default.is_none());
        let polls = matches!(&request.retry, Some(Section::Is(retry)) if retry.until.is_some());
        // An OpenAPI document says what the answer must be.
        let conforms = context.scenario.openapi.is_some()
            && !request.expect.openapi.as_ref().is_some_and(|expect| expect.off);
        if captures || polls || conforms || says_something(&request.expect) {
            continue;
        }
        sink.push(
            Diagnostic::new(
                Code::NothingExpected,
                step.name.span,
                "this step passes with any 2xx response, whatever its content",
            )
            .help("add what the API promises, such as `expect: { json: { $.id: { exists: true } } }`, or at least its `status`"),
        );
    }
}

fn says_something(expect: &Expect) -> bool {
    let Expect {
        status,
        headers,
        json,
        xml,
        html,
        body,
        duration,
        cookies,
        url,
        redirects,
        snapshot,
        that,
        schema,
        openapi: _,
        removed_headers: _,
    } = expect;
    status.is_some()
        || !headers.is_empty()
        || !json.is_empty()
        || !xml.is_empty()
        || !html.is_empty()
        || body.is_some()
        || schema.is_some()
        || matches!(duration, Some(Section::Is(_)))
        || !cookies.is_empty()
        || url.is_some()
        || redirects.is_some()
        || snapshot.is_some()
        || !that.is_empty()
}

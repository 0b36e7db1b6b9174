//! Validates exchanges against the OpenAPI document of their scenario.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Severity;
use crate::eval::ResponseView;
use crate::eval::judge::Judge;
use crate::eval::render;
use crate::model::{HttpRequest, Request};
use crate::openapi::{Exchange, Judged, Wanted, judge};
use crate::run::instance::running::Running;
use crate::source::Span;

/// Validates an exchange against the document. Returns what is a failure, and what is only a note.
pub fn judge_exchange(
    running: &mut Running<'_>,
    request: &Request,
    view: &ResponseView<'_>,
    sent: &HttpRequest,
) -> (Judged, Judged) {
    let none = Default::default;
    let conformance = &running.job.files.conformance;
    let Some(api) =
        running.state.instance.scenario.openapi.as_ref().and_then(|document| conformance.api(document))
    else {
        return none();
    };
    let expect = request.expect.openapi.as_ref();
    let off = expect.is_some_and(|expect| expect.off);
    // Where a redirect leads is for the server to say; a preflight is the browser's and not the API's.
    if off || view.redirects() > 0 || is_preflight(sent) {
        return none();
    }
    let mask = running.lazy_mask();
    let refused = Judge::new(running.scope(), &mask).expects_client_error(request.expect.status.as_ref());
    let base = request.url.base.as_ref().and_then(|base| render::string(base, &running.scope()).ok());
    let exchange = Exchange {
        method: &sent.method,
        url: &sent.url,
        headers: &sent.headers,
        body: sent.body.as_deref(),
        response: view,
        base: base.as_deref(),
    };
    let wanted = Wanted {
        operation: expect.and_then(|expect| expect.operation.as_ref()).map(|name| &*name.value),
        request: expect.and_then(|expect| expect.request).unwrap_or(!refused),
        response: expect.and_then(|expect| expect.response).unwrap_or(true),
        coverage: conformance.is_counted(),
    };
    let mut failed = judge(api, &exchange, &wanted);
    let document = api.name().clone();
    drop(mask);
    add_exercised(running, document, std::mem::take(&mut failed.exercised));
    let mut noted = Judged::default();
    for found in std::mem::take(&mut failed.found) {
        match conformance.severity(found.deviation) {
            Some(Severity::Error) => failed.found.push(found),
            Some(Severity::Warning) => noted.found.push(found),
            None => {}
        }
    }
    (failed, noted)
}

fn add_exercised(running: &mut Running<'_>, document: Arc<str>, items: BTreeSet<u32>) {
    if items.is_empty() {
        return;
    }
    let state = &mut running.state;
    let exercised = &mut state.session.exercised;
    if exercised.items.is_empty() {
        let scenario = &state.instance.scenario;
        let mut id = format!("{}::{}", scenario.path, scenario.name.value);
        state.secrets.lazy_mask().get().apply_to(&mut id);
        (exercised.document, exercised.scenario) = (document, id.into());
    }
    exercised.items.extend(items);
}

/// What asks for the conformance of a step.
pub fn span(request: &Request) -> Span {
    request.expect.openapi.as_ref().map_or(request.url.text.span, |expect| expect.span)
}

/// What a browser asks before a request to another origin (Fetch §4.8).
fn is_preflight(sent: &HttpRequest) -> bool {
    let has = |name: &str| sent.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    &*sent.method == "OPTIONS" && has("origin") && has("access-control-request-method")
}

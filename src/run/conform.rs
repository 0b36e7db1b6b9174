//! Holds exchanges against the OpenAPI document of their scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::instance::Running;
use crate::conform::{Api, Exchange, Judged, Wanted, judge};
use crate::diag::Severity;
use crate::eval::ResponseView;
use crate::eval::judge::Judge;
use crate::eval::render;
use crate::lang::openapi::OpenApi;
use crate::model::{Coverage, Deviation, HttpRequest, Plan, Request};
use crate::source::Span;

/// The documents of a run, and how serious deviations from them are.
#[derive(Default)]
pub struct Conformance {
    apis: Vec<Api>,
    severity: BTreeMap<String, Option<Severity>>,
    /// Whether what is exercised is counted.
    counted: bool,
}

impl Conformance {
    /// Prepares documents; `severity` is what `runthrough.yaml` says, by code.
    pub fn new(apis: &[Arc<OpenApi>], severity: BTreeMap<String, Option<Severity>>) -> Self {
        Conformance { apis: apis.iter().cloned().map(Api::new).collect(), severity, counted: false }
    }

    /// Has counted what is exercised of the documents.
    pub fn counted(self) -> Self {
        Conformance { counted: true, ..self }
    }

    /// The documents that the scenarios of a plan use, with nothing exercised yet; empty where that is not counted.
    pub fn coverage(&self, plan: &Plan) -> Coverage {
        let scenarios = plan.scenarios.iter().chain(plan.once.iter().map(|once| &once.fragment));
        let used: BTreeSet<u32> = scenarios
            .filter_map(|scenario| scenario.openapi)
            .map(|id| id.0)
            .filter(|_| self.counted)
            .collect();
        let apis = used.iter().filter_map(|id| self.apis.get(*id as usize));
        Coverage::new(apis.map(Api::described).collect())
    }

    /// How serious a deviation is; `None` where it is switched off.
    fn severity(&self, deviation: Deviation) -> Option<Severity> {
        self.severity.get(deviation.name()).copied().unwrap_or(Some(deviation.severity()))
    }
}

impl Running<'_> {
    /// Holds an exchange against the document: what is a failure, and what is only a note.
    pub fn conform(
        &mut self,
        request: &Request,
        view: &ResponseView<'_>,
        sent: &HttpRequest,
    ) -> (Judged, Judged) {
        let none = Default::default;
        let Some(api) =
            self.instance.scenario.openapi.and_then(|id| self.job.conform.apis.get(id.0 as usize))
        else {
            return none();
        };
        let expect = request.expect.openapi.as_ref();
        let off = expect.is_some_and(|expect| expect.off);
        // Where a redirect leads is for the server to say; a preflight is the browser's and not the API's.
        if off || view.redirects() > 0 || is_preflight(sent) {
            return none();
        }
        let mask = self.lazy_mask();
        let refused = Judge::new(self.scope(), &mask).expects_client_error(request.expect.status.as_ref());
        let base = request.url.base.as_ref().and_then(|base| render::string(base, &self.scope()).ok());
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
            coverage: self.job.conform.counted,
        };
        let mut failed = judge(api, &exchange, &wanted);
        let document = api.name().clone();
        drop(mask);
        self.exercised(document, std::mem::take(&mut failed.exercised));
        let mut noted = Judged::default();
        for found in std::mem::take(&mut failed.found) {
            match self.job.conform.severity(found.deviation) {
                Some(Severity::Error) => failed.found.push(found),
                Some(Severity::Warning) => noted.found.push(found),
                None => {}
            }
        }
        (failed, noted)
    }
}

impl Running<'_> {
    fn exercised(&mut self, document: Arc<str>, items: BTreeSet<u32>) {
        if items.is_empty() {
            return;
        }
        if self.exercised.items.is_empty() {
            let scenario = &self.instance.scenario;
            let mut id = format!("{}::{}", scenario.path, scenario.name.value);
            self.lazy_mask().get().apply_to(&mut id);
            (self.exercised.document, self.exercised.scenario) = (document, id.into());
        }
        self.exercised.items.extend(items);
    }
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

//! The OpenAPI documents that a run validates exchanges against.

use std::collections::BTreeMap;

use crate::diag::Severity;
use crate::lang::Compiled;
use crate::lang::openapi::OpenApi;
use crate::model::{Coverage, Deviation, Plan};
use crate::openapi::Api;

/// The documents of a run, and how serious deviations from them are.
#[derive(Default)]
pub struct Conformance {
    apis: Vec<Api>,
    severity: BTreeMap<String, Option<Severity>>,
    /// Whether what is exercised is counted.
    counted: bool,
}

impl Conformance {
    /// Takes the documents and the severities that `runthrough.yaml` sets, by code.
    pub fn new(documents: &[&Compiled<OpenApi>], severity: BTreeMap<String, Option<Severity>>) -> Self {
        let apis = documents.iter().map(|document| Api::new((*document).clone())).collect();
        Conformance { apis, severity, counted: false }
    }

    /// Counts what is exercised of the documents.
    pub fn counted(self) -> Self {
        Conformance { counted: true, ..self }
    }

    /// The documents that the scenarios of a plan use, with nothing exercised yet; empty where that is not counted.
    pub fn coverage(&self, plan: &Plan) -> Coverage {
        let scenarios = plan.scenarios.iter().chain(plan.once.iter().map(|once| &once.fragment));
        let used: Vec<&Compiled<OpenApi>> =
            scenarios.filter_map(|scenario| scenario.openapi.as_ref()).filter(|_| self.counted).collect();
        let apis = self.apis.iter().filter(|api| used.contains(&api.document()));
        Coverage::new(apis.map(Api::described).collect())
    }

    /// A document that is ready to judge.
    pub fn api(&self, document: &Compiled<OpenApi>) -> Option<&Api> {
        self.apis.iter().find(|api| api.document() == document)
    }

    /// Whether what is exercised of the documents is counted.
    pub fn is_counted(&self) -> bool {
        self.counted
    }

    /// How serious a deviation is; `None` where it is switched off.
    pub fn severity(&self, deviation: Deviation) -> Option<Severity> {
        self.severity.get(deviation.name()).copied().unwrap_or(Some(deviation.severity()))
    }
}

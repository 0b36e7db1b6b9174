//! The OpenAPI documents that a run validates exchanges against.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::conform::Api;
use crate::diag::Severity;
use crate::lang::openapi::OpenApi;
use crate::model::{ApiId, Coverage, Deviation, Plan};

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
    pub fn new(apis: &[Arc<OpenApi>], severity: BTreeMap<String, Option<Severity>>) -> Self {
        Conformance { apis: apis.iter().cloned().map(Api::new).collect(), severity, counted: false }
    }

    /// Counts what is exercised of the documents.
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

    /// The document of a scenario.
    pub fn api(&self, id: ApiId) -> Option<&Api> {
        self.apis.get(id.0 as usize)
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

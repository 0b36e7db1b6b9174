//! Everything that was read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Data, Defaults, HostPattern, Input, OneTime, Scenario};
use crate::diag::{Code, Severity};
use crate::lang::Compiled;
use crate::lang::openapi::OpenApi;
use crate::source::{Sources, Span, Spanned};

/// Configuration and scenarios with their texts.
#[derive(Debug, Default)]
pub struct Project {
    /// All texts that spans point into.
    pub sources: Sources,
    /// `runthrough.yaml`.
    pub config: Config,
    /// Every scenario without errors, in the order of paths.
    pub scenarios: Vec<Arc<Scenario>>,
    /// Every fragment without errors in its structure, by its path; found in a folder or named by a `use`.
    pub fragments: Fragments,
    /// Paths of files that have errors, and how many.
    pub invalid: Vec<(Arc<str>, usize)>,
    /// What comments allow.
    pub allows: Vec<Allow>,
}

impl Project {
    /// The OpenAPI documents that files name, each once, in the order in which they were read.
    pub fn openapi_documents(&self) -> Vec<&Compiled<OpenApi>> {
        let mut bodies: Vec<&Scenario> =
            self.scenarios.iter().chain(self.fragments.values()).map(|body| &**body).collect();
        bodies.sort_by_key(|body| body.file);
        let mut documents = Vec::new();
        for document in
            self.config.openapi.iter().chain(bodies.iter().filter_map(|body| body.openapi.as_ref()))
        {
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        documents
    }
}

/// A comment `# runthrough: allow CODE reason`: the warning of that code is meant there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allow {
    pub comment: Span,
    /// The line that it is about, from 0.
    pub line: usize,
    pub code: Code,
}

/// Fragments by their paths.
pub type Fragments = BTreeMap<Arc<str>, Arc<Scenario>>;

/// `runthrough.yaml`; all of it is optional.
#[derive(Debug, Default)]
pub struct Config {
    /// Where `run`, `check` and `list` look by default.
    pub scenarios: Vec<Spanned<Arc<str>>>,
    /// Inputs available in all files.
    pub inputs: Vec<Input>,
    /// Defaults for all files.
    pub defaults: Defaults,
    /// The OpenAPI document for all files.
    pub openapi: Option<Compiled<OpenApi>>,
    /// Files that it names, with those that these refer to.
    pub named: Vec<Arc<str>>,
    pub environments: BTreeMap<Arc<str>, Environment>,
    /// Scenario instances at once.
    pub jobs: Option<usize>,
    /// The only hosts that may be asked; `None` allows all.
    pub allow_hosts: Option<Vec<HostPattern>>,
    /// `FORMAT[=FILE]`, beside those of `--report`.
    pub reports: Vec<Spanned<Arc<str>>>,
    /// Severities of warnings; `None` is off.
    pub severity: BTreeMap<String, Option<Severity>>,
    /// Bytes of a body.
    pub max_body: Option<u64>,
    /// Values of a JSON body.
    pub max_json_values: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Environment {
    pub inputs: BTreeMap<Arc<str>, FileInput>,
    /// Defaults, nearer than those of the configuration.
    pub defaults: Defaults,
}

/// What an environment or an inputs file says of an input.
#[derive(Debug, Clone)]
pub enum FileInput {
    Value(Data),
    /// From an environment variable.
    Env(Spanned<Arc<str>>),
    /// From a file of one-time values, which may lie outside the project.
    OneTime(OneTime),
}

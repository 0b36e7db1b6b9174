//! A scenario file, or a fragment file: a flow with its inputs, vars and cleanup.

use std::sync::Arc;

use super::{Data, Defaults, Expression, FragmentParts, InputType, Regex, Rows, Setting, Step, Text};
use crate::lang::Compiled;
use crate::lang::openapi::OpenApi;
use crate::source::{FileId, Spanned};

/// A scenario as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub file: FileId,
    /// The file's path as people know it, with `/`.
    pub path: Arc<str>,
    /// Unique in a run.
    pub name: Spanned<Arc<str>>,
    pub description: Option<Arc<str>>,
    /// For `--tag`.
    pub tags: Vec<Spanned<Arc<str>>>,
    /// Skips the whole scenario when false.
    pub when: Option<Expression>,
    /// Skips the whole scenario, with this reason.
    pub skip: Option<Spanned<Arc<str>>>,
    /// What comes from outside.
    pub inputs: Vec<Input>,
    /// One instance for each row.
    pub cases: Option<Rows>,
    /// The rows could not be read, so that nothing is said about names.
    pub columns_unknown: bool,
    /// Never in parallel with another holder of one of these.
    pub locks: Vec<Text>,
    /// The OpenAPI document that exchanges are held against.
    pub openapi: Option<Compiled<OpenApi>>,
    /// Computed once, top to bottom, before the first step.
    pub vars: Vec<Var>,
    /// For every request of this file.
    pub defaults: Defaults,
    pub steps: Vec<Step>,
    /// Always runs.
    pub cleanup: Vec<Step>,
    /// Bounds all of the cleanup; default 60 s.
    pub cleanup_timeout: Option<Setting<std::time::Duration>>,
    /// What makes it a fragment; `None` for a scenario.
    pub fragment: Option<FragmentParts>,
    /// Other files that belong to it (bodies, data rows); an error in one of them is an error of the scenario.
    pub files: Vec<FileId>,
    /// Names whose definitions could not be read; such a scenario has errors and does not run.
    pub unread: Vec<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub name: Spanned<Arc<str>>,
    /// The environment variable that provides it.
    pub env: Option<Spanned<Arc<str>>>,
    /// When nothing else gives it.
    pub default: Option<Data>,
    /// What a text from outside becomes.
    pub kind: InputType,
    /// Never shown anywhere. One-time inputs are secret by themselves.
    pub secret: bool,
    /// The next unused line of this file.
    pub one_time: Option<OneTime>,
    pub description: Option<Arc<str>>,
    /// The allowed values.
    pub one_of: Option<Spanned<Vec<Data>>>,
    /// What its text must match.
    pub matches: Option<Regex>,
}

/// A file of one-time values.
#[derive(Debug, Clone, PartialEq)]
pub struct OneTime {
    pub written: Spanned<Arc<str>>,
    /// Where it is, for the `Files` of the run.
    pub path: Arc<str>,
}

/// A variable of `vars`.
#[derive(Debug, Clone, PartialEq)]
pub struct Var {
    pub name: Spanned<Arc<str>>,
    pub value: Data,
}

impl Scenario {
    /// Steps, then cleanup.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(&self.cleanup)
    }

    /// `scenario`, or `scenario [case]` for a row.
    pub fn name_of(&self, row: Option<usize>) -> Arc<str> {
        match self.cases.as_ref().zip(row).and_then(|(rows, row)| rows.label(row)) {
            Some(label) => format!("{} [{label}]", self.name.value).into(),
            None => self.name.value.clone(),
        }
    }

    /// True for a fragment that runs once in a run.
    pub fn is_once(&self) -> bool {
        self.fragment.as_ref().is_some_and(|parts| parts.once.is_some())
    }

    /// The input of that name.
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| &*input.name.value == name)
    }
}

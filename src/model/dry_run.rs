//! What a dry run shows: requests as they would be sent. Everything is masked before it leaves `run`.

use std::sync::Arc;

use super::{Exchange, Problem};

/// A scenario instance that was rendered and not run.
#[derive(Debug, Clone)]
pub struct DryInstance {
    pub name: Arc<str>,
    pub path: Arc<str>,
    /// Line of its name.
    pub line: usize,
    /// Which repetition, from 0.
    pub repetition: usize,
    /// Why it would be skipped as a whole.
    pub skipped: Option<String>,
    /// What is wrong outside its steps.
    pub problem: Option<Problem>,
    /// Steps, then cleanup, in order.
    pub steps: Vec<DryStep>,
}

/// A step of a dry run.
#[derive(Debug, Clone)]
pub struct DryStep {
    pub name: Arc<str>,
    /// True for a step of the cleanup.
    pub cleanup: bool,
    /// Why it would be skipped, or on what that depends; what it checks.
    pub notes: Vec<String>,
    /// The request, if it has one and can be rendered.
    pub exchange: Option<Exchange>,
    /// Why it cannot be rendered.
    pub problem: Option<Problem>,
}

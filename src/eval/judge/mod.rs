//! Judges a response by the expectations of its step.
//!
//! In: what is expected and the response. Out: every expectation that does not hold, as [`Finding`]s that point at the
//! line that asks for it. Nothing is converted to make a value fit, and nothing found is never a match.

mod elements;
mod equality;
mod expectations;
mod format;
mod operators;
mod order;
mod subject;
mod texts;
mod values;

use super::mask::LazyMask;
use super::render::RenderError;
use super::scope::Scope;
use crate::model::{Kind, Part, Shown};
use crate::source::Span;

pub use expectations::{expressions, judge};

/// An expectation that does not hold.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of expectation.
    pub kind: Kind,
    /// The line that asks for it.
    pub span: Span,
    /// One line.
    pub message: String,
    /// What was expected.
    pub expected: Option<Shown>,
    /// What is there.
    pub actual: Option<Shown>,
    /// Values of the parts of an expression.
    pub parts: Vec<Part>,
    /// A diff.
    pub details: Vec<String>,
}

/// What judging needs beside the response.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// Variables as they were before the step's own captures.
    pub scope: Scope<'a>,
    /// Masks what is shown, before it is trimmed.
    pub mask: &'a LazyMask<'a>,
}

/// Why there is no verdict: a template in the expectation cannot be rendered.
pub type Result<T> = std::result::Result<T, RenderError>;

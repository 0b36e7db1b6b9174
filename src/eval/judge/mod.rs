//! Judges a response by the expectations of its step.
//!
//! In: what is expected and the response. Out: every expectation that does not hold, as [`Finding`]s that point at the
//! line that asks for it. Nothing is converted to make a value fit, and nothing found is never a match.

mod cookies;

mod equality;
mod expectations;
mod format;
mod markup;
mod operators;
mod order;
mod recorder;
mod schema;
mod subject;

use std::sync::Arc;

use super::error::EvalError;
use super::json_body::JsonBody;
use super::mask::LazyMask;
use super::render::RenderError;
use super::scope::Scope;
use crate::model::{DisplayValue, ExpressionPart, Kind, Regex};
use crate::source::Span;

pub use expectations::{expressions, judge};
pub use format::holds as has_format;
pub use order::never_ordered;
pub use recorder::{Noted, Notes};
pub use schema::{lines as violation_lines, said};

/// An expectation that does not hold.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of expectation.
    pub kind: Kind,
    /// The line that asks for it.
    pub span: Span,
    /// What a matcher looked at, and the name of its operator that does not hold.
    pub asked: Option<(String, &'static str)>,
    /// One line.
    pub message: String,
    /// What was expected.
    pub expected: Option<DisplayValue>,
    /// What is there.
    pub actual: Option<DisplayValue>,
    /// Values of the parts of an expression.
    pub parts: Vec<ExpressionPart>,
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
    /// The body, to know which numbers of it cannot be held exactly; `None` where all can.
    pub json: Option<&'a JsonBody>,
    /// Takes a note of every expectation, for reports that tell everything.
    pub notes: Option<&'a Notes>,
    /// Namespaces of XPaths by prefix.
    pub namespaces: &'a [(Arc<str>, Option<Arc<str>>)],
}

impl<'a> Judge<'a> {
    /// Judges what has no response.
    pub fn new(scope: Scope<'a>, mask: &'a LazyMask<'a>) -> Self {
        Judge { scope, mask, json: None, notes: None, namespaces: &[] }
    }

    /// Calls `with` with a regular expression, built if it is a template.
    pub(super) fn with_regex(
        &self,
        regex: &Regex,
        with: &mut dyn FnMut(&regex::Regex) -> Option<String>,
    ) -> Result<Option<String>> {
        match regex {
            Regex::Fixed { id, raw } => {
                let regex = self.scope.library.regex(*id);
                regex
                    .map(with)
                    .map_err(|problem| RenderError::new(EvalError::new(problem), &raw.value, raw.span))
            }
            Regex::Template(text) => {
                let pattern = super::render::string(text, &self.scope)?;
                crate::lang::build_regex(&pattern)
                    .map(|regex| with(&regex))
                    .map_err(|problem| RenderError::new(EvalError::new(problem), &text.raw, text.span))
            }
        }
    }
}

/// Why there is no verdict: a template in the expectation cannot be rendered.
pub type Result<T> = std::result::Result<T, RenderError>;

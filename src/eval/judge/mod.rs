//! Judges a response by the expectations of its step.
//!
//! In: what is expected and the response. Out: every expectation that is not met, as [`Finding`]s: a [`Mismatch`] and the
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
use crate::model::{Kind, Mismatch, Regex};
use crate::source::Span;

pub use expectations::{expressions, judge};
pub use format::holds as has_format;
pub use order::never_ordered;
pub use recorder::Recorder;
pub use schema::broken_rules;

/// An expectation that is not met, and where it is written.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of expectation.
    pub kind: Kind,
    /// The line that asks for it.
    pub span: Span,
    /// Why it is not met.
    pub mismatch: Mismatch,
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
    /// Records every expectation, for reports that show all of them.
    pub recorder: Option<&'a Recorder>,
    /// Namespaces of XPaths by prefix.
    pub namespaces: &'a [(Arc<str>, Option<Arc<str>>)],
}

impl<'a> Judge<'a> {
    /// Judges what has no response.
    pub fn new(scope: Scope<'a>, mask: &'a LazyMask<'a>) -> Self {
        Judge { scope, mask, json: None, recorder: None, namespaces: &[] }
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

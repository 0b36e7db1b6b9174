//! What every judgement needs beside the response.

use std::cell::RefCell;
use std::sync::Arc;

use crate::eval::error::EvalError;
use crate::eval::mask::LazyMask;
use crate::eval::render::{self, RenderError};
use crate::eval::scope::Scope;
use crate::model::{Expectation, Regex};
use crate::source::Spanned;

/// What judging needs beside the response.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// Variables as they were before the step's own captures.
    pub scope: Scope<'a>,
    /// Masks what is shown, before it is trimmed.
    pub mask: &'a LazyMask<'a>,
    /// Records every expectation, for reports that show all of them.
    pub recorder: Option<&'a Recorder>,
    /// Namespaces of XPaths by prefix.
    pub namespaces: &'a [(Arc<str>, Option<Arc<str>>)],
}

impl<'a> Judge<'a> {
    /// Judges what has no response.
    pub fn new(scope: Scope<'a>, mask: &'a LazyMask<'a>) -> Self {
        Judge { scope, mask, recorder: None, namespaces: &[] }
    }

    /// Calls `with` with a regular expression, built if it is a template.
    pub(in crate::eval) fn with_regex(
        &self,
        regex: &Regex,
        with: &mut dyn FnMut(&regex::Regex) -> Option<String>,
    ) -> Result<Option<String>> {
        match regex {
            Regex::Fixed { regex, raw } => regex
                .get()
                .map(with)
                .map_err(|problem| RenderError::new(EvalError::new(problem), &raw.value, raw.span)),
            Regex::Template(text) => {
                let pattern = render::string(text, &self.scope)?;
                crate::lang::build_regex(&pattern)
                    .map(|regex| with(&regex))
                    .map_err(|problem| RenderError::new(EvalError::new(problem), &text.raw, text.span))
            }
        }
    }
}

/// Why there is no verdict: a template in the expectation cannot be rendered.
pub type Result<T> = std::result::Result<T, RenderError>;

/// Expectations in the order in which they are evaluated, with the lines that ask for them.
pub type Recorder = RefCell<Vec<Spanned<Expectation>>>;

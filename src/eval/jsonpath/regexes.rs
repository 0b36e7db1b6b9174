//! Patterns that stand in the document: compiled once per evaluation, a bounded number kept.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;

use crate::lang::jsonpath::iregexp;

/// More than a document honestly has; when there are more, none is worth keeping.
const MAX_KEPT: usize = 64;

#[derive(Default)]
pub(super) struct Regexes {
    whole: RefCell<HashMap<String, Option<Regex>>>,
    part: RefCell<HashMap<String, Option<Regex>>>,
}

impl Regexes {
    /// Does the pattern match? What is no I-Regexp matches nothing. `compiling` is called before a pattern is compiled.
    pub(super) fn matches<E>(
        &self,
        pattern: &str,
        whole: bool,
        text: &str,
        compiling: impl FnOnce() -> Result<(), E>,
    ) -> Result<bool, E> {
        let mut kept = if whole { self.whole.borrow_mut() } else { self.part.borrow_mut() };
        if let Some(regex) = kept.get(pattern) {
            return Ok(regex.as_ref().is_some_and(|regex| regex.is_match(text)));
        }
        compiling()?;
        let regex = iregexp::compile(pattern, whole).ok();
        let matched = regex.as_ref().is_some_and(|regex| regex.is_match(text));
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), regex);
        Ok(matched)
    }
}

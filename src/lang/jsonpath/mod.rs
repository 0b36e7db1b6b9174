//! JSONPath (RFC 9535), compiled once and evaluated by `eval::jsonpath`.
//!
//! The grammar is the parser crate's. What it accepts against the standard (blanks in names, ill-typed functions,
//! invalid patterns) is refused here on the tokens or on its tree, and every error is in our words. Beyond the
//! standard, a quoted name may hold templates: `$.errors['${field}']`.

mod calls;
mod check;
mod convert;
mod error;
mod hints;
pub(crate) mod iregexp;
mod lexer;
mod numbers;
mod parser_error;
mod placeholders;
mod quoted;
mod token;
pub(crate) mod tree;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jsonpath_rust::parser::parse_json_path;

pub use error::PathError;

use check::Checker;
use convert::Converter;
use placeholders::Prepared;
use tree::{Query, Start};

/// The longest text of a path, in bytes.
const MAX_LENGTH: usize = crate::vocabulary::limits::PATH_BYTES;

/// A compiled path.
#[derive(Debug)]
pub struct JsonPath {
    query: Query,
    slots: Vec<Slot>,
}

/// A template `${expression}` in a quoted name of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The text of the expression, between `${` and `}`.
    pub expression: String,
    /// Its bytes in the path text.
    pub range: Range<usize>,
}

impl JsonPath {
    /// Compiles the text of a path.
    pub fn compile(text: &str) -> Result<JsonPath, PathError> {
        if text.len() > MAX_LENGTH {
            let message = format!("the path is longer than {MAX_LENGTH} bytes");
            return Err(PathError::new(0..text.len(), message));
        }
        if !text.starts_with('$') {
            return Err(hints::start(text));
        }
        let (tokens, trouble) = lexer::lex(text);
        let literals = Checker::check(text, &tokens, trouble.is_none())?;
        if let Some(trouble) = trouble {
            return Err(trouble);
        }
        let prepared = Prepared::new(text, &tokens, &literals);
        let parsed = parse_json_path(&prepared.text)
            .map_err(|error| parser_error::explain(text, &tokens, &prepared, &error))?;
        let query = Converter::new(text, &tokens, &prepared).query(Start::Root, &parsed.segments)?;
        let slots = prepared
            .slots
            .iter()
            .map(|range| Slot { expression: text[range.clone()].to_owned(), range: range.clone() });
        Ok(JsonPath { query, slots: slots.collect() })
    }

    /// True if it can find one node at most: a "singular query" of RFC 9535, of names and indexes only.
    pub fn is_singular(&self) -> bool {
        self.query.singular
    }

    /// The templates in its quoted names, in the order of the text.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(crate) fn query(&self) -> &Query {
        &self.query
    }
}

//! JSONPath (RFC 9535), compiled once and evaluated by `eval::jsonpath`.
//!
//! The grammar is the parser crate's. What it accepts against the standard (blanks in names, ill-typed functions,
//! invalid patterns) is refused here on the tokens or on its tree, and every error is in our words. Beyond the
//! standard, a quoted name may hold templates: `$.errors['${field}']`.

mod check;
mod convert;
mod error;
mod hints;
pub(crate) mod iregexp;
mod lexer;
mod numbers;
mod prepare;
mod quoted;
pub(crate) mod tree;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::parse_json_path;

pub use error::PathError;

use check::Checker;
use convert::Converter;
use lexer::Token;
use prepare::Prepared;
use tree::{Query, Start};

/// The longest text of a path, in bytes.
const MAX_LENGTH: usize = 4096;

/// A compiled path. Cheap to clone, and shared between threads.
#[derive(Debug, Clone)]
pub struct JsonPath(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    text: String,
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
        let parsed =
            parse_json_path(&prepared.text).map_err(|error| refusal(text, &tokens, &prepared, &error))?;
        let query = Converter::new(text, &tokens, &prepared).query(Start::Root, &parsed.segments)?;
        let slots = prepared
            .slots
            .iter()
            .map(|range| Slot { expression: text[range.clone()].to_owned(), range: range.clone() });
        Ok(JsonPath(Arc::new(Compiled { text: text.to_owned(), query, slots: slots.collect() })))
    }

    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// True if it can find one node at most: a "singular query" of RFC 9535, of names and indexes only.
    pub fn is_singular(&self) -> bool {
        self.0.query.singular
    }

    /// The templates in its quoted names, in the order of the text.
    pub fn slots(&self) -> &[Slot] {
        &self.0.slots
    }

    pub(crate) fn query(&self) -> &Query {
        &self.0.query
    }
}

/// The parser's refusal in our words, with the place it stopped at.
fn refusal(text: &str, tokens: &[Token], prepared: &Prepared, error: &JsonPathError) -> PathError {
    let whole = || PathError::new(0..text.len(), "this is not a JSONPath");
    let JsonPathError::PestError(error) = error else { return whole() };
    // The type of the place cannot be named without a dependency on the parser generator; its debug form is
    // `Pos(7)` or `Span((7, 9))`. Should that change, the whole path is pointed at.
    let place = format!("{:?}", error.location);
    let digits: String =
        place.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let Ok(at) = digits.parse().map(|at| prepared.origin(at)) else { return whole() };
    let Some(token) = tokens.iter().find(|token| token.range.end > at) else {
        return PathError::new(text.len()..text.len(), "the path ends too early");
    };
    let found = &text[token.range.clone()];
    let error = PathError::new(token.range.clone(), format!("`{found}` is not expected here"));
    match token.kind {
        lexer::Kind::Compare => error.help(
            "each side of a comparison is a literal, a path of names and indexes only, or `length`, `count` or `value`",
        ),
        lexer::Kind::ParenClose | lexer::Kind::Comma => {
            error.help("`length`, `count` and `value` take one argument, `match` and `search` two")
        }
        _ => error,
    }
}

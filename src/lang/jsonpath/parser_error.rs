//! The refusals of the parser crate in our words, with the place.

use jsonpath_rust::parser::errors::JsonPathError;
use pest::error::InputLocation;

use super::calls;
use super::error::PathError;
use super::placeholders::Prepared;
use super::token::{Kind, Token};

pub(super) fn explain(text: &str, tokens: &[Token], prepared: &Prepared, error: &JsonPathError) -> PathError {
    let whole = || PathError::new(0..text.len(), "this is not a JSONPath");
    let JsonPathError::PestError(error) = error else {
        return wrong_call(text, tokens).unwrap_or_else(whole);
    };
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let at = prepared.origin(at);
    let Some(index) = tokens.iter().position(|token| token.range.end > at) else {
        return PathError::new(text.len()..text.len(), "the path ends too early");
    };
    unexpected(text, tokens, index)
}

/// The parser took the grammar, but not the types of a call.
fn wrong_call(text: &str, tokens: &[Token]) -> Option<PathError> {
    let kind = |index: usize| tokens.get(index).map(|token| token.kind);
    calls::names(tokens).find_map(|index| {
        let call = calls::range(tokens, index);
        let name = &text[tokens[index].range.clone()];
        let compared = index.checked_sub(1).and_then(kind) == Some(Kind::Compare)
            || calls::closing(tokens, index + 1).and_then(|close| kind(close + 1)) == Some(Kind::Compare);
        match (name, kind(index + 2)) {
            ("match" | "search", _) if compared => Some(calls::not_a_value(&call, name)),
            ("count", Some(Kind::Text | Kind::Number | Kind::Name)) => Some(calls::takes_a_path(&call, name)),
            ("count", Some(Kind::ParenOpen | Kind::Not)) => Some(calls::takes_no_condition(&call, name)),
            _ => None,
        }
    })
}

/// The parser stopped at a token.
fn unexpected(text: &str, tokens: &[Token], index: usize) -> PathError {
    let token = &tokens[index];
    let found = &text[token.range.clone()];
    let error = PathError::new(token.range.clone(), format!("`{found}` is not expected here"));
    match token.kind {
        Kind::Compare => error.help(
            "each side of a comparison must be a literal, a path of names and indexes only, or `length`, `count` or `value`",
        ),
        Kind::ParenClose | Kind::Comma => {
            error.help("`length`, `count` and `value` take one argument, `match` and `search` two")
        }
        _ => error,
    }
}

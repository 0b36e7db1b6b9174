//! Function calls among the tokens, and what can be wrong with one.

use std::ops::Range;

use super::error::PathError;
use super::token::{Kind, Token};

/// The tokens of function names, in order.
pub(super) fn names(tokens: &[Token]) -> impl Iterator<Item = usize> {
    let is_call = |pair: &[Token]| pair[0].kind == Kind::Name && pair[1].kind == Kind::ParenOpen;
    tokens.windows(2).enumerate().filter(move |(_, pair)| is_call(pair)).map(|(index, _)| index)
}

/// The token that closes the parenthesis at `open`.
pub(super) fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::ParenOpen => depth += 1,
            Kind::ParenClose => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// The bytes of the call whose name is at `index`.
pub(super) fn range(tokens: &[Token], index: usize) -> Range<usize> {
    let name = tokens[index].range.clone();
    let end = closing(tokens, index + 1).map_or(name.end, |close| tokens[close].range.end);
    name.start..end
}

pub(super) fn not_a_value(call: &Range<usize>, name: &str) -> PathError {
    PathError::new(call.clone(), format!("`{name}(…)` is a condition, not a value"))
        .help(format!("use it alone: `?{name}(…)`, `?!{name}(…)`"))
}

pub(super) fn takes_no_condition(call: &Range<usize>, name: &str) -> PathError {
    PathError::new(call.clone(), format!("`{name}()` does not take a condition"))
        .help("give it a path, without parentheses")
}

pub(super) fn takes_a_path(call: &Range<usize>, name: &str) -> PathError {
    PathError::new(call.clone(), format!("`{name}()` takes a path"))
        .help(format!("for example `{name}(@.items[*])`"))
}

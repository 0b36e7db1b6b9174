//! Numbers in a path: indexes are whole and within I-JSON, literals are whatever JSON can write.

use std::ops::Range;

use crate::value::Number;

use super::error::PathError;
use super::token::{Kind, Token};

/// 2^53 - 1, the largest integer of I-JSON (RFC 7493).
const MAX_INDEX: i64 = 9_007_199_254_740_991;

/// Is the number at `index` a value to compare or an argument, as opposed to an index or a part of a slice?
pub(super) fn is_literal(tokens: &[Token], index: usize, in_parentheses: bool) -> bool {
    let before = index.checked_sub(1).map(|index| tokens[index].kind);
    let after = tokens.get(index + 1).map(|token| token.kind);
    in_parentheses
        || after == Some(Kind::Compare)
        || matches!(before, Some(Kind::Compare | Kind::Question | Kind::And | Kind::Or | Kind::Not))
}

pub(super) fn check(text: &str, range: Range<usize>, literal: bool) -> Result<(), PathError> {
    let number = &text[range.clone()];
    if literal {
        return match value(number) {
            Some(_) => Ok(()),
            None => Err(PathError::new(range, "the number is too large")),
        };
    }
    let whole = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !whole {
        return Err(PathError::new(range, format!("`{number}` is not an index: an index is an integer")));
    }
    if number == "-0" {
        return Err(
            PathError::new(range, "`-0` is not an index").help("the first element is `[0]`, the last `[-1]`")
        );
    }
    match number.parse::<i64>() {
        Ok(index) if (-MAX_INDEX..=MAX_INDEX).contains(&index) => Ok(()),
        _ => Err(PathError::new(range, "the index is too large")),
    }
}

/// The parser takes no literal beyond 2^53, and makes doubles of decimals: they are put past it, so that all compare exactly.
pub(super) fn beyond_parser(number: &str) -> bool {
    number.len() > 15 || number.contains(['.', 'e', 'E'])
}

/// The value of a literal as a body would have it; none where it is too long to be compared.
pub(super) fn value(number: &str) -> Option<Number> {
    number.parse::<Number>().ok().filter(|number| number.check_length().is_ok())
}

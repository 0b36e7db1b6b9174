//! The expected and the actual value side by side, with what differs marked.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Longer values stand side by side without marks.
const MOST_BYTES: usize = 20_000;

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Piece {
    /// The other value has it not.
    pub differs: bool,
    /// The text.
    pub text: String,
}

/// The pieces of the expected and of the actual text.
pub fn pieces(expected: &str, actual: &str) -> (Vec<Piece>, Vec<Piece>) {
    let whole = |text: &str| vec![Piece { differs: false, text: text.to_owned() }];
    if expected.len() + actual.len() > MOST_BYTES {
        return (whole(expected), whole(actual));
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for change in TextDiff::from_words(expected, actual).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut left, false, change.value());
                push(&mut right, false, change.value());
            }
            ChangeTag::Delete => push(&mut left, true, change.value()),
            ChangeTag::Insert => push(&mut right, true, change.value()),
        }
    }
    (left, right)
}

fn push(pieces: &mut Vec<Piece>, differs: bool, text: &str) {
    match pieces.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => pieces.push(Piece { differs, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_marked() {
        let (left, right) = pieces("total is 3", "total is 4");
        let piece = |differs, text: &str| Piece { differs, text: text.into() };
        assert_eq!(left, [piece(false, "total is "), piece(true, "3")]);
        assert_eq!(right, [piece(false, "total is "), piece(true, "4")]);
        assert_eq!(pieces("", ""), (Vec::new(), Vec::new()));
    }
}

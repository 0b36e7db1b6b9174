//! The text of an expression before minijinja's parser reads it: what that would recurse on, misread or explain badly.

use std::borrow::Cow;

use super::{CompileError, limits};
use crate::diag::Code;

/// Digits of an integer that the parser surely takes: it has 128 bits for them.
const PARSED_DIGITS: usize = 38;

/// The text with a point in each integer that the parser has no room for: its digits are taken from the text itself.
pub(super) fn with_points(text: &str) -> Cow<'_, str> {
    let mut cuts = Vec::new();
    let mut digits = 0..0;
    for (at, character) in outside_quotes(text).chain([(text.len(), ' ')]) {
        if character.is_ascii_digit() && digits.end == at {
            digits.end += 1;
            continue;
        }
        let before = text[..digits.start].chars().next_back();
        let alone = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        if alone
            && digits.len() > PARSED_DIGITS
            && digits.end == at
            && !matches!(character, '.' | 'e' | 'E' | '_')
        {
            cuts.push(digits.start + 1);
        }
        digits = if character.is_ascii_digit() {
            at..at + 1
        } else {
            at + character.len_utf8()..at + character.len_utf8()
        };
    }
    if cuts.is_empty() {
        return text.into();
    }
    let mut pointed = text.to_owned();
    cuts.iter().for_each(|at| pointed.replace_range(*at..at + 1, "."));
    pointed.into()
}

/// Refuses texts on which a parser could recurse deeply: counted on the characters, before anything recurses.
pub(super) fn check_size(text: &str) -> Result<(), CompileError> {
    let too_much = |what: String| Err(CompileError::new(Code::InvalidExpression, 0..text.len(), what));
    if text.len() > limits::EXPRESSION_BYTES {
        return too_much(format!("the expression is longer than {} bytes", limits::EXPRESSION_BYTES));
    }
    let (mut depth, mut deepest, mut operators) = (0_usize, 0, 0);
    let mut prefix_run = 0;
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    operators +=
        words.by_ref().filter(|word| matches!(*word, "not" | "and" | "or" | "if" | "in" | "is")).count();
    for (_, character) in outside_quotes(text) {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '+' | '-' | '*' | '/' | '%' | '~' | '|' | '.' | '<' | '>' | '=' | '!' => {
                operators += 1;
                prefix_run += 1;
            }
            c if c.is_whitespace() => {}
            _ => prefix_run = 0,
        }
        deepest = deepest.max(depth + prefix_run);
    }
    if deepest > limits::EXPRESSION_DEPTH {
        return too_much(format!("the expression is nested deeper than {} levels", limits::EXPRESSION_DEPTH));
    }
    if operators > limits::EXPRESSION_OPERATORS {
        return too_much(format!("the expression has more than {} operators", limits::EXPRESSION_OPERATORS));
    }
    Ok(())
}

/// Characters outside of quoted texts, with their offsets.
pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, character)| match quote {
        Some(open) => {
            if escaped {
                escaped = false;
            } else if *character == '\\' {
                escaped = true;
            } else if *character == open {
                quote = None;
            }
            false
        }
        None if matches!(character, '"' | '\'') => {
            quote = Some(*character);
            false
        }
        None => true,
    })
}

/// `&&`, `||`, `!` and a single `=` come from other languages: say what to write here.
pub(super) fn check_foreign_operators(text: &str) -> Result<(), CompileError> {
    let characters: Vec<(usize, char)> = outside_quotes(text).collect();
    let mut depth = 0_usize;
    for (position, (offset, character)) in characters.iter().enumerate() {
        let next = characters.get(position + 1).filter(|(at, _)| *at == offset + 1).map(|(_, c)| *c);
        let previous = position.checked_sub(1).map(|before| characters[before].1);
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let (length, instead) = match (character, next) {
            ('&', Some('&')) => (2, "write `and`"),
            ('|', Some('|')) => (2, "write `or`"),
            ('=', Some('='))
                if characters.get(position + 2).is_some_and(|(at, c)| *at == offset + 2 && *c == '=') =>
            {
                (3, "write `==`")
            }
            // In brackets it names an argument.
            ('=', next)
                if depth == 0 && next != Some('=') && !matches!(previous, Some('=' | '!' | '<' | '>')) =>
            {
                (1, "write `==` to compare")
            }
            ('!', next) if next != Some('=') => (1, "write `not`"),
            ('?', _) => (1, "a choice is written `a if condition else b`"),
            _ => continue,
        };
        let range = *offset..offset + length;
        let message = format!("`{}` is not an operator here", &text[range.clone()]);
        return Err(CompileError::new(Code::InvalidExpression, range, message).help(instead));
    }
    Ok(())
}

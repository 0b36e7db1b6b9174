//! The words of an XPath.

use std::ops::Range;

use super::super::CompileError;
use crate::diag::Code;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A name without prefix.
    Name(String),
    /// A text in quotes.
    Literal(String),
    Number(f64),
    /// `/`, `//`, `[`, `!=` and the like.
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 26] = [
    "//", "::", "..", "!=", "<=", ">=", "/", ":", ".", "@", "*", "[", "]", "(", ")", ",", "=", "<", ">", "|",
    "$", "+", "-", "!", "{", "}",
];

/// Cuts a text into words.
pub fn tokens(text: &str) -> Result<Vec<Token>, CompileError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first == '"' || first == '\'' {
            let inner = &rest[1..];
            let Some(end) = inner.find(first) else {
                let message = format!("this {first} is never closed");
                return Err(CompileError::new(Code::InvalidXPath, at..text.len(), message));
            };
            (TokenKind::Literal(inner[..end].to_owned()), end + 2)
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..length].parse().map_err(|_| {
                let message = format!("`{}` is not a number", &rest[..length]);
                CompileError::new(Code::InvalidXPath, at..at + length, message)
            })?;
            (TokenKind::Number(number), length)
        } else if first.is_alphabetic() || first == '_' {
            let within = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}');
            let length = rest.find(|c: char| !within(c)).unwrap_or(rest.len());
            (TokenKind::Name(rest[..length].to_owned()), length)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (TokenKind::Sign(sign), sign.len())
        } else {
            let message = format!("`{first}` has no meaning in an XPath");
            return Err(CompileError::new(Code::InvalidXPath, at..at + first.len_utf8(), message));
        };
        tokens.push(Token { kind, range: at..at + length });
        at += length;
    }
    Ok(tokens)
}

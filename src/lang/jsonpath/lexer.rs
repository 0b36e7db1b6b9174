//! Cuts the text of a path into tokens, strictly by the lexical rules of RFC 9535.
//!
//! The parser crate skips blanks inside names and knows our templates not at all; the tokens are what we check, point
//! at and put templates into.

use super::error::PathError;
use super::token::{Kind, Token, is_name_char, is_name_first};
use super::{hints, quoted};

/// The tokens up to the first thing that is none, and what that is.
pub(super) fn lex(text: &str) -> (Vec<Token>, Option<PathError>) {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    let trouble = lexer.run().err();
    (lexer.tokens, trouble)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), PathError> {
        loop {
            let from = self.at;
            self.skip_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r'));
            let blank = self.at > from;
            let start = self.at;
            let Some(first) = self.rest().chars().next() else {
                return if blank {
                    Err(PathError::new(from..start, "the path ends with a space").help("remove it"))
                } else {
                    Ok(())
                };
            };
            if self.rest().starts_with("${") || self.rest().starts_with("$${") {
                return Err(hints::template_outside(start..start + 2));
            }
            let mut cuts = Vec::new();
            let kind = match first {
                '\'' | '"' => {
                    let (end, found) = quoted::scan(self.text, start)?;
                    self.at = end;
                    cuts = found;
                    Kind::Text
                }
                '0'..='9' => self.number(start)?,
                '-' if self.number_may_follow() => self.number(start)?,
                _ if is_name_first(first) => self.name(start)?,
                _ => self.symbol(first, start)?,
            };
            self.tokens.push(Token { kind, range: start..self.at, blank, cuts });
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        self.at = self.text.len() - self.rest().trim_start_matches(wanted).len();
    }

    /// A minus begins a number only where a number can stand: else it is arithmetic or part of a name.
    fn number_may_follow(&self) -> bool {
        let digit = self.rest()[1..].starts_with(|character: char| character.is_ascii_digit());
        let before = self.tokens.last().map(|token| token.kind);
        digit
            && matches!(
                before,
                Some(
                    Kind::Open
                        | Kind::Colon
                        | Kind::Comma
                        | Kind::Compare
                        | Kind::ParenOpen
                        | Kind::Question
                        | Kind::And
                        | Kind::Or
                )
            )
    }

    fn number(&mut self, start: usize) -> Result<Kind, PathError> {
        let digit = |character: char| character.is_ascii_digit();
        if self.rest().starts_with('-') {
            self.at += 1;
        }
        let digits = self.at;
        self.skip_while(digit);
        let whole = &self.text[digits..self.at];
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(PathError::new(start..self.at, "a number has no zeros at its beginning"));
        }
        if self.rest().starts_with('.') && self.rest()[1..].starts_with(digit) {
            self.at += 1;
            self.skip_while(digit);
        }
        if self.rest().starts_with(['e', 'E']) {
            let sign = usize::from(self.rest()[1..].starts_with(['+', '-']));
            if self.rest()[1 + sign..].starts_with(digit) {
                self.at += 1 + sign;
                self.skip_while(digit);
            }
        }
        if self.rest().starts_with(is_name_char) {
            self.skip_while(is_name_char);
            let word = &self.text[start..self.at];
            return Err(PathError::new(start..self.at, format!("`{word}` is neither a number nor a name"))
                .help(format!("a name that begins with a digit is quoted: `['{word}']`")));
        }
        Ok(Kind::Number)
    }

    fn name(&mut self, start: usize) -> Result<Kind, PathError> {
        self.skip_while(is_name_char);
        match self.text[start..self.at].char_indices().find(|(_, character)| hints::is_deceptive(*character))
        {
            Some((offset, character)) => {
                let at = start + offset;
                Err(hints::deceptive(at..at + character.len_utf8(), character))
            }
            None => Ok(Kind::Name),
        }
    }

    fn symbol(&mut self, first: char, start: usize) -> Result<Kind, PathError> {
        const LONG: [(&str, Kind); 7] = [
            ("..", Kind::Descent),
            ("&&", Kind::And),
            ("||", Kind::Or),
            ("==", Kind::Compare),
            ("!=", Kind::Compare),
            ("<=", Kind::Compare),
            (">=", Kind::Compare),
        ];
        if let Some(error) = hints::foreign_operator(self.text, start) {
            return Err(error);
        }
        if let Some((_, kind)) = LONG.iter().find(|(symbol, _)| self.rest().starts_with(symbol)) {
            self.at += 2;
            return Ok(*kind);
        }
        let kind = match first {
            '$' => Kind::Root,
            '@' => Kind::Current,
            '.' => Kind::Dot,
            '*' => Kind::Star,
            '[' => Kind::Open,
            ']' => Kind::Close,
            '(' => Kind::ParenOpen,
            ')' => Kind::ParenClose,
            ',' => Kind::Comma,
            ':' => Kind::Colon,
            '?' => Kind::Question,
            '!' => Kind::Not,
            '<' | '>' => Kind::Compare,
            _ => return Err(hints::foreign_character(self.text, start, self.tokens.last())),
        };
        self.at += 1;
        Ok(kind)
    }
}

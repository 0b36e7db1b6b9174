//! The text as the parser crate sees it: templates in names, and numbers that it would refuse, are replaced by
//! placeholders, and come back when its tree is converted.

use std::ops::Range;

use crate::value::Value;

use super::numbers;
use super::token::Token;
use super::tree::{Name, Part};

pub(super) struct Prepared {
    pub(super) text: String,
    /// A character that the text does not have; placeholders stand between two of it.
    mark: char,
    numbers: Vec<Value>,
    /// Byte ranges of the expressions, in order.
    pub(super) slots: Vec<Range<usize>>,
    /// Where a piece of the prepared text begins, and where it comes from.
    pieces: Vec<(usize, usize)>,
}

impl Prepared {
    pub(super) fn new(text: &str, tokens: &[Token], literals: &[usize]) -> Self {
        let mark = free_mark(text);
        let mut prepared =
            Self { text: String::new(), mark, numbers: Vec::new(), slots: Vec::new(), pieces: vec![(0, 0)] };
        let mut copied = 0;
        for (index, token) in tokens.iter().enumerate() {
            for cut in &token.cuts {
                let instead = match &cut.expression {
                    None => "${".to_owned(),
                    Some(expression) => {
                        prepared.slots.push(expression.clone());
                        format!("{mark}{}{mark}", prepared.slots.len() - 1)
                    }
                };
                prepared.replace(text, &mut copied, &cut.range, &instead);
            }
            let number = &text[token.range.clone()];
            if literals.contains(&index)
                && numbers::beyond_parser(number)
                && let Some(value) = numbers::value(number)
            {
                prepared.numbers.push(Value::Number(value));
                let instead = format!("'{mark}{}{mark}'", prepared.numbers.len() - 1);
                prepared.replace(text, &mut copied, &token.range, &instead);
            }
        }
        prepared.text.push_str(&text[copied..]);
        prepared
    }

    fn replace(&mut self, text: &str, copied: &mut usize, range: &Range<usize>, instead: &str) {
        self.text.push_str(&text[*copied..range.start]);
        self.pieces.push((self.text.len(), range.start));
        self.text.push_str(instead);
        self.pieces.push((self.text.len(), range.end));
        *copied = range.end;
    }

    /// The place in the path of a place in the prepared text.
    pub(super) fn origin(&self, at: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|(start, _)| *start <= at);
        piece.map_or(at, |(start, origin)| origin + (at - start))
    }

    /// A name with its templates back.
    pub(super) fn name(&self, name: &str) -> Name {
        if !name.contains(self.mark) {
            return Name::Fixed(name.to_owned());
        }
        let mut parts = Vec::new();
        for (index, piece) in name.split(self.mark).enumerate() {
            match (index % 2, piece.parse()) {
                (1, Ok(slot)) => parts.push(Part::Slot(slot)),
                _ if piece.is_empty() => {}
                _ => parts.push(Part::Text(piece.to_owned())),
            }
        }
        Name::Parts(parts.into())
    }

    /// A literal text, or the number that it stands for.
    pub(super) fn literal(&self, text: &str) -> Value {
        let number = text.strip_prefix(self.mark).and_then(|rest| rest.strip_suffix(self.mark));
        let number =
            number.and_then(|index| index.parse::<usize>().ok()).and_then(|index| self.numbers.get(index));
        number.cloned().unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

/// A character that the text has neither as it is nor as an escape. A path has at most 4,096 characters and the private
/// use area 6,400: there always is one.
fn free_mark(text: &str) -> char {
    let escapes = text.to_ascii_lowercase();
    let free =
        |mark: &char| !text.contains(*mark) && !escapes.contains(&format!("\\u{:04x}", u32::from(*mark)));
    ('\u{E000}'..='\u{F8FF}').find(free).unwrap_or('\u{F8FF}')
}

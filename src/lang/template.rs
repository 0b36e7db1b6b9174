//! Templates: texts with `${…}`, cut by us.
//!
//! From `${` to its matching `}`, over quoted texts and brackets; `$${` is a literal `${`. Each slot is one
//! expression. Cutting ourselves keeps minijinja's own delimiters and white space control out of people's texts.

use std::ops::Range;
use std::sync::Arc;

use super::compile::compile;
use super::expr::{Expr, Node};
use super::{CompileError, limits};
use crate::diag::Code;

#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Texts and slots in order.
    pub pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Taken as it is.
    Text(Arc<str>),
    /// Replaced by a value.
    Slot(Slot),
}

/// `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The expression; its ranges count from the start of the whole text.
    pub expr: Expr,
    /// Bytes of the whole text, `${` and `}` included.
    pub range: Range<usize>,
    /// `${x | raw}`: not percent-encoded.
    pub raw: bool,
}

impl Template {
    /// The slot of a text that is one `${…}` and nothing else, and so keeps its value's type.
    pub fn only_slot(&self) -> Option<&Slot> {
        match self.pieces.as_slice() {
            [Piece::Slot(slot)] => Some(slot),
            // One newline at the end of a block text does not count.
            [Piece::Slot(slot), Piece::Text(text)] if &**text == "\n" => Some(slot),
            _ => None,
        }
    }

    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot),
            Piece::Text(_) => None,
        })
    }

    /// Cuts and compiles a text.
    pub(super) fn compile(text: &str) -> Result<Template, CompileError> {
        if text.len() > limits::TEMPLATE_BYTES {
            let message = format!("the input is larger than {} MiB", limits::TEMPLATE_BYTES / 1024 / 1024);
            return Err(CompileError::new(Code::InvalidTemplate, 0..0, message));
        }
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = 0;
        while let Some(found) = text[rest..].find("${") {
            let start = rest + found;
            if found > 0 && text.as_bytes()[start - 1] == b'$' {
                literal.push_str(&text[rest..start - 1]);
                literal.push_str("${");
                rest = start + 2;
                continue;
            }
            literal.push_str(&text[rest..start]);
            let end = closing_brace(text, start + 2).ok_or_else(|| {
                CompileError::new(Code::InvalidTemplate, start..start + 2, "this `${` is never closed")
                    .help("close it with `}`, or write `$${` for a literal `${`")
            })?;
            if !literal.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut literal).into()));
            }
            pieces.push(Piece::Slot(slot(text, start..end + 1)?));
            rest = end + 1;
        }
        literal.push_str(&text[rest..]);
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal.into()));
        }
        Ok(Template { pieces })
    }
}

/// True when a text needs compiling.
pub(super) fn has_slots(text: &str) -> bool {
    text.contains("${")
}

fn slot(text: &str, range: Range<usize>) -> Result<Slot, CompileError> {
    let inner = range.start + 2..range.end - 1;
    let source = &text[inner.clone()];
    if source.trim().is_empty() {
        return Err(CompileError::new(Code::InvalidTemplate, range, "`${}` contains no expression")
            .help("write the name of a variable between the braces"));
    }
    // `raw` is no filter but says how the value is put into a URL.
    if let Some(bar) = source.rfind('|')
        && source[bar + 1..].trim() == "raw"
    {
        let mut expr = compile(&source[..bar]).map_err(|error| error.shifted(inner.start))?;
        shift(&mut expr, inner.start);
        return Ok(Slot { expr, range, raw: true });
    }
    let mut expr = compile(source).map_err(|error| error.shifted(inner.start))?;
    shift(&mut expr, inner.start);
    Ok(Slot { expr, range, raw: false })
}

/// The offset of the `}` that closes a slot whose expression begins at `start`.
fn closing_brace(text: &str, start: usize) -> Option<usize> {
    let mut open = 0_usize;
    for (offset, character) in super::expression_text::outside_quotes(&text[start..]) {
        match character {
            '{' | '[' | '(' => open += 1,
            '}' if open == 0 => return Some(start + offset),
            '}' | ']' | ')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn shift(expr: &mut Expr, offset: usize) {
    expr.range = expr.range.start + offset..expr.range.end + offset;
    match &mut expr.node {
        Node::Var(_) | Node::Const(_) => {}
        Node::List(items) => items.iter_mut().for_each(|item| shift(item, offset)),
        Node::Map(members) => members.iter_mut().for_each(|(key, value)| {
            shift(key, offset);
            shift(value, offset);
        }),
        Node::Not(inner) | Node::Negate(inner) | Node::Attribute(inner, _) => shift(inner, offset),
        Node::And(left, right)
        | Node::Or(left, right)
        | Node::Arithmetic(_, left, right)
        | Node::Concat(left, right)
        | Node::Item(left, right) => {
            shift(left, offset);
            shift(right, offset);
        }
        Node::Compare(first, rest) => {
            shift(first, offset);
            rest.iter_mut().for_each(|(_, right)| shift(right, offset));
        }
        Node::If { condition, then, otherwise } => {
            shift(condition, offset);
            shift(then, offset);
            if let Some(otherwise) = otherwise {
                shift(otherwise, offset);
            }
        }
        Node::Slice(inner, bounds) => {
            shift(inner, offset);
            bounds.iter_mut().flatten().for_each(|bound| shift(bound, offset));
        }
        Node::Filter(_, inner, arguments) | Node::Test(_, inner, arguments) => {
            shift(inner, offset);
            arguments.iter_mut().for_each(|argument| shift(&mut argument.value, offset));
        }
        Node::Call(_, arguments) => {
            arguments.iter_mut().for_each(|argument| shift(&mut argument.value, offset));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_over_quotes_and_brackets() {
        let template = Template::compile("a ${b['}']} $${c} ${ {'x': 1}.x }!").unwrap();
        let shown: Vec<String> = template
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_string(),
                Piece::Slot(slot) => format!("<{:?}>", slot.range),
            })
            .collect();
        assert_eq!(shown, ["a ", "<2..11>", " ${c} ", "<18..33>", "!"]);
    }

    #[test]
    fn a_text_that_is_one_slot_keeps_its_type() {
        assert!(Template::compile("${a}").unwrap().only_slot().is_some());
        assert!(Template::compile("${a}\n").unwrap().only_slot().is_some());
        assert!(Template::compile(" ${a}").unwrap().only_slot().is_none());
        assert!(Template::compile("${a | raw}").unwrap().only_slot().unwrap().raw);
    }

    #[test]
    fn a_slot_that_is_not_closed_points_at_its_beginning() {
        let error = Template::compile("abc ${name").unwrap_err();
        assert_eq!(error.range, 4..6);
        let error = Template::compile("abc ${name | uper}").unwrap_err();
        assert_eq!(error.range, 13..17);
    }
}

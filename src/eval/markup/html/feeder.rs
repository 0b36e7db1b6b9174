//! Feeds an HTML body to html5ever in pieces, and gives up before anything in it costs quadratic time.
//!
//! Only the tokenizer knows whether a `<` begins a tag: it may stand in a script or a comment. So a piece ends after each
//! `<`, after the byte behind it and after the name, and what the tokenizer emits then, or does not, says where it is.

use std::cell::Cell;

use encoding_rs::Encoding;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::TreeBuilder;

use super::sink::Sink;
use super::tag::TagScan;
use crate::eval::markup::budget::Budget;
use crate::eval::markup::problem::MarkupProblem;
use crate::eval::markup::tree::Markup;
use crate::vocabulary::limits::{MARKUP_ATTRIBUTES, MARKUP_STEPS, MARKUP_STEPS_PER_BYTE};

/// What a parse error costs: html5ever writes a message for each.
const ERROR_STEPS: u64 = 16;
/// What a text or a comment costs. A `&` is a text of its own.
const TEXT_STEPS: u64 = 6;

/// What reading may end with.
pub enum Ending {
    Read(Markup),
    /// The text was decoded by another encoding than the one that a `<meta>` in it names.
    Encoding(&'static Encoding),
}

/// Reads a text. `accept` gives another encoding for a label in a `<meta>` where the text has to be decoded by that.
pub(super) fn read(
    text: &str,
    most: usize,
    accept: &mut dyn FnMut(&str) -> Option<&'static Encoding>,
) -> Result<Ending, MarkupProblem> {
    let guard = Guard {
        builder: TreeBuilder::new(Sink::new(most), Default::default()),
        emitted: Cell::new(0),
        budget: Budget::for_reading(text.len()),
    };
    let mut feeder = Feeder {
        text,
        whole: StrTendril::from(text),
        at: 0,
        place: Place::Text,
        tokenizer: Tokenizer::new(guard, Default::default()),
        queue: BufferQueue::default(),
        accept,
    };
    while feeder.at < text.len() {
        if let Some(encoding) = feeder.step()? {
            return Ok(Ending::Encoding(encoding));
        }
    }
    feeder.tokenizer.end();
    feeder.tokenizer.sink.check()?;
    Ok(Ending::Read(feeder.tokenizer.sink.builder.sink.finish_tree()))
}

/// Between the tokenizer and the builder of the tree: counts what passes.
struct Guard {
    builder: TreeBuilder<u32, Sink>,
    /// Tokens so far, without errors.
    emitted: Cell<u64>,
    budget: Budget,
}

impl Guard {
    fn check(&self) -> Result<(), MarkupProblem> {
        if self.budget.is_exhausted() {
            return Err(MarkupProblem::limit(format!(
                "takes more than {MARKUP_STEPS} steps (and {MARKUP_STEPS_PER_BYTE} for each byte) to be read as HTML"
            )));
        }
        self.builder.sink.check()
    }

    /// The builder looks at all open elements for a tag, and compares its attributes with those of formatting that is open.
    fn tag_steps(&self, attributes: usize) -> u64 {
        let compared = (attributes * attributes / 64) as u64;
        (1 + self.builder.sink.depth() as u64) * (1 + compared)
    }
}

impl TokenSink for Guard {
    type Handle = u32;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<u32> {
        let steps = match &token {
            Token::ParseError(_) => ERROR_STEPS,
            Token::TagToken(tag) => self.tag_steps(tag.attrs.len()),
            _ => TEXT_STEPS,
        };
        debug_assert!(
            !matches!(&token, Token::TagToken(tag) if tag.attrs.len() > MARKUP_ATTRIBUTES),
            "a tag was not seen before its end"
        );
        if !matches!(token, Token::ParseError(_)) {
            self.emitted.set(self.emitted.get() + 1);
        }
        if !self.budget.take(steps) {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Where the tokenizer is.
enum Place {
    /// In what is emitted as it comes.
    Text,
    AfterLess,
    AfterSlash,
    Name,
    Attributes(TagScan),
    /// In a comment, a document type or the like, which end at a `>`.
    Declaration,
}

struct Feeder<'t, 'a> {
    text: &'t str,
    whole: StrTendril,
    at: usize,
    place: Place,
    tokenizer: Tokenizer<Guard>,
    queue: BufferQueue,
    accept: &'a mut dyn FnMut(&str) -> Option<&'static Encoding>,
}

/// The encoding by which the text has to be decoded anew.
type Fed<T> = Result<Result<T, &'static Encoding>, MarkupProblem>;

impl Feeder<'_, '_> {
    /// Feeds a piece; gives an encoding where the text has to be decoded by that.
    fn step(&mut self) -> Result<Option<&'static Encoding>, MarkupProblem> {
        let rest = &self.text[self.at..];
        let length = match &mut self.place {
            Place::Text => length_to(rest, '<'),
            Place::AfterLess | Place::AfterSlash => rest.chars().next().map_or(0, char::len_utf8),
            Place::Name => {
                let end = rest.bytes().position(|byte| byte.is_ascii_whitespace() || b"/><".contains(&byte));
                end.map_or(rest.len(), |end| end + 1)
            }
            Place::Declaration => length_to(rest, '>'),
            Place::Attributes(scan) => {
                let length = length_to(rest, '>');
                if !scan.accepts(&rest[..length]) {
                    return Err(MarkupProblem::limit(format!(
                        "has a tag with more than {MARKUP_ATTRIBUTES} attributes, which is not read"
                    )));
                }
                length
            }
        };
        let last = rest[..length].chars().next_back().unwrap_or_default();
        match self.feed(length)? {
            Ok(emitted) => {
                let place = std::mem::replace(&mut self.place, Place::Text);
                self.place = next(place, last, emitted);
                Ok(None)
            }
            Err(encoding) => Ok(Some(encoding)),
        }
    }

    /// Feeds so many bytes; true where the tokenizer has emitted something.
    fn feed(&mut self, length: usize) -> Fed<bool> {
        let before = self.tokenizer.sink.emitted.get();
        self.queue.push_back(self.whole.subtendril(self.at as u32, length as u32));
        self.at += length;
        loop {
            let result = self.tokenizer.feed(&self.queue);
            self.tokenizer.sink.check()?;
            match result {
                TokenizerResult::Done => break,
                TokenizerResult::Script(_) => {}
                TokenizerResult::EncodingIndicator(label) => {
                    if let Some(encoding) = (self.accept)(&label) {
                        return Ok(Err(encoding));
                    }
                }
            }
        }
        Ok(Ok(self.tokenizer.sink.emitted.get() > before))
    }
}

/// Where the tokenizer is after a piece that ends with `last`.
fn next(place: Place, last: char, emitted: bool) -> Place {
    match (place, last) {
        (Place::Text, '<') => Place::AfterLess,
        (Place::Text, _) => Place::Text,
        // It was text after all. In that a `<` may begin something.
        (Place::AfterLess | Place::AfterSlash | Place::Name, '<') if emitted => Place::AfterLess,
        (_, _) if emitted => Place::Text,
        (Place::AfterLess, '/') => Place::AfterSlash,
        (Place::AfterSlash, '>') => Place::Text,
        (Place::AfterLess | Place::AfterSlash, c) if c.is_ascii_alphabetic() => Place::Name,
        (Place::AfterLess | Place::AfterSlash | Place::Declaration, _) => Place::Declaration,
        (Place::Name, c) if c.is_ascii_whitespace() || c == '/' => Place::Attributes(TagScan::new()),
        (place @ (Place::Name | Place::Attributes(_)), _) => place,
    }
}

/// Up to and with a character, else to the end.
fn length_to(text: &str, end: char) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len_utf8())
}

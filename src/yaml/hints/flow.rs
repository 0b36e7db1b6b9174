//! Slips inside of `{…}` and `[…]`.

use std::ops::Range;

use super::hint::{Hint, bad_escape, open_quote};
use super::line::{closing_quote, skip_blank};
use super::outdented::{self, blanks};
use super::quoting::{mends, noun, quote_code, quoted_value};
use crate::diag::Code;

/// Collections inside of each other that are looked at.
const DEPTH: usize = 64;

/// The hint in the collection that begins at `start` as the value of `key`. `at`: where the parser gave up.
pub fn hint(source: &str, start: usize, key: Option<&str>, at: usize) -> Option<Hint> {
    let mut scan = Scan { source, hints: Vec::new(), comma: None, unclosed: None, mismatch: None, at };
    scan.node(start, key, 0);
    // Values that need quotes are mended together: the parser would find the next one only afterwards.
    let mut hints = scan.hints.into_iter();
    if let Some(mut first) = hints.next() {
        for other in hints {
            first.safe &= other.safe;
            first.edits.extend(other.edits);
        }
        return Some(first);
    }
    if let Some(word) = scan.comma {
        let hint = Hint::new(Code::YamlSyntax, word..word, "a comma is missing before this key");
        // It belongs behind the value, not behind the blank after it.
        let end = source[..word].trim_end().len();
        return Some(hint.edit(end..end, ",").unsure());
    }
    let bracket = scan.unclosed.filter(|bracket| *bracket <= at)?;
    if let Some(hint) = outdented::hint(source, start) {
        return Some(hint);
    }
    let (what, close) = if source[bracket..].starts_with('{') { ("{", "}") } else { ("[", "]") };
    let message = format!("this `{what}` is never closed");
    let line_end = source[bracket..].find('\n').map_or(source.len(), |newline| bracket + newline);
    if let Some(comment) = source[bracket..line_end].find(" #") {
        let comment = bracket + comment + 1;
        let message =
            format!("YAML takes this for a comment, so that the `{what}` before it is never closed");
        let hint = Hint::new(Code::CommentSwallowedValue, comment..line_end, message);
        return Some(hint.help("put quotes around the value, or move the comment after the bracket"));
    }
    let hint = Hint::new(Code::YamlSyntax, bracket..bracket + 1, message);
    // The bracket is missing before the one of the other kind, or at the line's end.
    let end = source[..scan.mismatch.unwrap_or(line_end)].trim_end().len();
    let blank = if what == "{" { " " } else { "" };
    Some(hint.edit(end..end, format!("{blank}{close}")).unsure())
}

struct Scan<'s> {
    source: &'s str,
    hints: Vec<Hint>,
    /// A key that follows a value without a comma.
    comma: Option<usize>,
    /// The innermost bracket without its other half.
    unclosed: Option<usize>,
    /// A closing bracket of the other kind.
    mismatch: Option<usize>,
    /// Where the parser gave up.
    at: usize,
}

impl Scan<'_> {
    fn rest(&self, at: usize) -> &str {
        self.source.get(at..).unwrap_or("")
    }

    /// Reads a collection or scalar; gives the place behind it.
    fn node(&mut self, start: usize, key: Option<&str>, depth: usize) -> usize {
        let rest = self.rest(start);
        let end = match rest.chars().next() {
            Some('{' | '[') if depth < DEPTH && !rest.starts_with("{{") => {
                let hints = self.hints.len();
                let end = self.collection(start, key, depth);
                if self.unclosed.is_some() || self.ends(end) {
                    return end;
                }
                // `[a-z]+`, `{id}/x`: no collection at all.
                self.hints.truncate(hints);
                self.plain(end)
            }
            Some('"' | '\'') => {
                let line_end = rest.find('\n').map_or(self.source.len(), |newline| start + newline);
                // A text may go over several lines, unless the parser gave up at its quote.
                let closed = |end: &usize| *end <= line_end || self.at != start;
                let Some(end) = closing_quote(self.source, start).filter(closed) else {
                    self.hints.push(open_quote(start));
                    return line_end;
                };
                if self.ends(end) {
                    self.hints.extend(bad_escape(self.source, start..end));
                    return end;
                }
                self.plain(end)
            }
            _ => self.plain(start),
        };
        self.scalar(start..end, key);
        end
    }

    /// True where a value may end: a comma, a closing bracket, a colon or a line end follows.
    fn ends(&self, at: usize) -> bool {
        let rest = self.rest(at).trim_start_matches([' ', '\t']);
        rest.is_empty() || rest.starts_with([',', '}', ']', ':', '\n', '\r', '#'])
    }

    fn collection(&mut self, start: usize, key: Option<&str>, depth: usize) -> usize {
        let map = self.rest(start).starts_with('{');
        let mut position = start + 1;
        loop {
            position = skip_blank(self.source, position);
            match self.rest(position).chars().next() {
                None => {
                    self.unclosed.get_or_insert(start);
                    return position;
                }
                Some(close @ ('}' | ']')) => {
                    if map != (close == '}') {
                        self.unclosed.get_or_insert(start);
                        self.mismatch.get_or_insert(position);
                    }
                    return position + 1;
                }
                Some(',') => position += 1,
                // The next line begins a block: the bracket was forgotten.
                Some(_) if self.block_line(start, position) => {
                    self.unclosed.get_or_insert(start);
                    return position;
                }
                Some(_) => {
                    let begin = position;
                    position = self.node(position, if map { None } else { key }, depth + 1);
                    if self.unclosed.is_some() {
                        return position;
                    }
                    let after = skip_blank(self.source, position);
                    if self.rest(after).starts_with(':') {
                        let name = self.source[begin..position].trim_matches(['"', '\'']).to_owned();
                        position = self.value(after + 1, &name, depth);
                    }
                    if position <= begin {
                        position = begin + 1;
                    }
                    if self.unclosed.is_some() {
                        return position;
                    }
                }
            }
        }
    }

    fn value(&mut self, after_colon: usize, name: &str, depth: usize) -> usize {
        let start = skip_blank(self.source, after_colon);
        if self.rest(start).starts_with([',', '}', ']']) || self.rest(start).is_empty() {
            return start;
        }
        let end = self.node(start, Some(name), depth + 1);
        // `200 json: …`: a value that is followed by a colon was two.
        let behind = skip_blank(self.source, end);
        if self.rest(behind).starts_with(": ")
            && let Some(blank) = self.source[start..end].trim_end().rfind(' ')
        {
            self.comma.get_or_insert(start + blank + 1);
        }
        end
    }

    /// True where a line begins that is no more indented than the one in which the collection begins.
    fn block_line(&self, start: usize, at: usize) -> bool {
        let line = |at: usize| self.source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let (first, here) = (line(start), line(at));
        let indentation = |line: usize| blanks(&self.source[line..]);
        here > first && self.source[here..at].trim().is_empty() && indentation(here) <= indentation(first)
    }

    /// The end of a plain value as it is meant: a comma, bracket or `: ` outside of its own brackets and quotes.
    fn plain(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        let mut position = start;
        let mut before = ' ';
        while let Some(character) = self.rest(position).chars().next() {
            let rest = &self.rest(position)[character.len_utf8()..];
            match character {
                '\n' | '\r' => break,
                '#' if before == ' ' && depth == 0 => break,
                ',' if depth == 0 => break,
                ':' if depth == 0 && (rest.is_empty() || rest.starts_with([' ', '\n', '\r'])) => break,
                '{' | '[' | '(' => depth += 1,
                '}' | ']' if depth == 0 => break,
                '}' | ']' | ')' => depth = depth.saturating_sub(1),
                // A literal of an expression, not an apostrophe.
                '"' | '\'' if !before.is_alphanumeric() => {
                    let close = closing_quote(self.source, position);
                    if let Some(end) = close.filter(|end| !self.source[position..*end].contains('\n')) {
                        before = character;
                        position = end;
                        continue;
                    }
                }
                _ => {}
            }
            before = character;
            position += character.len_utf8();
        }
        start + self.source[start..position].trim_end().len()
    }

    fn scalar(&mut self, range: Range<usize>, key: Option<&str>) {
        let text = &self.source[range.clone()];
        if let Some(inner) = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
            let template = format!("\"${{{}}}\"", inner.trim());
            let message = "templates are written with a dollar and single braces";
            self.hints.push(Hint::new(Code::QuoteTemplate, range.clone(), message).edit(range, template));
            return;
        }
        if !text.contains(['{', '}', '[', ']', ',']) && !text.starts_with(['*', '&', '!', '%', '@', '`']) {
            return;
        }
        let code = quote_code(text, key);
        let message = match code {
            Code::QuoteStar => "YAML takes `*` for an alias: this value needs quotes".to_owned(),
            code => format!("inside `{{…}}` and `[…]`, {} needs quotes", noun(code)),
        };
        let (instead, safe) = (quoted_value(text, key), mends(text));
        self.hints.push(Hint { safe, ..Hint::new(code, range.clone(), message).edit(range, instead) });
    }
}

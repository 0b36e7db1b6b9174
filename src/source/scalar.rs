//! Where a character of a scalar's value stands in the YAML text.
//!
//! A message about a part of a value (`${nmae}` in the middle of a folded text) needs the place of that part in the
//! file. The value differs from the text by quotes, escapes, line folding and indentation (YAML 1.2.2 §7.3, §8.1);
//! this walks both together. It is asked only when there is a message, so it may be slow.

use std::ops::Range;

use super::Span;

/// The byte offset in `source` (the text of a whole scalar with its quotes or block header) of byte `offset` of the
/// scalar's `value`. Falls back to the scalar's start where the two cannot be matched.
fn offset_in_source(source: &str, value: &str, offset: usize) -> usize {
    let target = value.get(..offset).map_or(0, |before| before.chars().count());
    match source.as_bytes().first() {
        Some(b'"') => walk_double_quoted(source, value, target),
        Some(b'\'') => walk_simple(source, value, target, 1, true),
        Some(b'|' | b'>') => {
            let body = source.find('\n').map_or(source.len(), |newline| newline + 1);
            walk_simple(source, value, target, body, false)
        }
        _ => walk_simple(source, value, target, 0, false),
    }
    .unwrap_or(0)
}

/// The span of bytes `range` of a scalar's `value`, which stands at `span` in the file with `text`. A caret under it
/// covers just the characters that are meant, however the scalar is quoted or folded.
pub fn span_inside(span: Span, text: &str, value: &str, range: Range<usize>) -> Span {
    let source = text.get(span.range()).unwrap_or("");
    let start = span.start as usize + offset_in_source(source, value, range.start);
    let last = range.end.max(range.start + 1) - 1;
    let last = (range.start..=last).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(range.start);
    let end_character = value.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let end = span.start as usize + offset_in_source(source, value, last) + end_character;
    if range.is_empty() || end < start {
        Span::new(span.file, start, start)
    } else {
        Span::new(span.file, start, end)
    }
}

/// Plain, single-quoted and block scalars: the value's characters stand in the source in order; between them only
/// white space was dropped or turned into a space or a newline.
fn walk_simple(source: &str, value: &str, target: usize, start: usize, quoted: bool) -> Option<usize> {
    let mut position = start;
    for (index, wanted) in value.chars().enumerate() {
        loop {
            let found = source[position..].chars().next();
            let matches = match found {
                Some(found) if found == wanted => true,
                // A folded line break reads as a space, and a kept one may be CR LF.
                Some('\n' | '\r') if wanted == ' ' || wanted == '\n' => true,
                _ => false,
            };
            if matches {
                break;
            }
            match found {
                Some(found) if found.is_whitespace() => position += found.len_utf8(),
                _ => return (index == target).then_some(position),
            }
        }
        // Leading white space of a continuation line is not part of the value: prefer the last of a run.
        if wanted == ' ' {
            let run = source[position..].find(|c: char| !c.is_whitespace()).unwrap_or(0);
            if run > 1 && source[position..position + run].contains('\n') {
                position += run - 1;
            }
        }
        if index == target {
            return Some(position);
        }
        let width = source[position..].chars().next().map_or(0, char::len_utf8);
        position += width;
        if quoted && wanted == '\'' {
            // `''` is one quote.
            position += usize::from(source[position..].starts_with('\''));
        }
    }
    Some(position.min(source.len()))
}

fn walk_double_quoted(source: &str, value: &str, target: usize) -> Option<usize> {
    let mut position = 1;
    let mut characters = value.chars().enumerate();
    loop {
        let rest = source.get(position..)?;
        let found = rest.chars().next()?;
        if found == '\\' {
            let escape = rest[1..].chars().next()?;
            if escape == '\n' || escape == '\r' {
                // An escaped line break and the indentation behind it vanish.
                position += 1 + rest[1..].find(|c: char| !c.is_whitespace())?;
                continue;
            }
            let digits = match escape {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let Some((index, _)) = characters.next() else { return Some(position) };
            if index == target {
                return Some(position);
            }
            position += 1 + escape.len_utf8() + digits;
            continue;
        }
        let Some((index, wanted)) = characters.next() else { return Some(position) };
        if found.is_whitespace() && found != wanted || found == '\n' {
            // A fold: any run of white space with a line break stands for one space, or for newlines.
            let run = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            if index == target {
                return Some(position);
            }
            position += run;
            let mut ahead = characters.clone();
            while let Some((index, '\n')) = ahead.next() {
                characters.next();
                if index == target {
                    return Some(position);
                }
            }
            continue;
        }
        if index == target {
            return Some(position);
        }
        position += found.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: &str, value: &str, needle: &str) -> usize {
        offset_in_source(source, value, value.find(needle).unwrap())
    }

    #[test]
    fn finds_a_part_in_every_style() {
        assert_eq!(at("abc ${x}", "abc ${x}", "${x}"), 4);
        assert_eq!(at("'it''s ${x}'", "it's ${x}", "${x}"), 7);
        assert_eq!(at(r#""a\tb\u00e9 ${x}""#, "a\tb\u{e9} ${x}", "${x}"), 12);
        assert_eq!(at("|\n  one\n  two ${x}\n", "one\ntwo ${x}\n", "${x}"), 14);
        assert_eq!(at(">-\n  one\n  two ${x}\n", "one two ${x}", "${x}"), 15);
        assert_eq!(at("one\n   two ${x}", "one two ${x}", "two"), 7);
        assert_eq!(at("\"one\n   two ${x}\"", "one two ${x}", "two"), 8);
    }
}

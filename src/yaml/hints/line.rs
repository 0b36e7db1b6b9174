//! One line of a block, read as it was meant.

use std::ops::Range;

/// A line: `- key: value`.
pub struct Line {
    /// Where its first character stands that is no blank.
    pub start: usize,
    /// Blanks before it.
    pub indentation: usize,
    /// The line without blanks around it and without a comment.
    pub whole: Range<usize>,
    /// The key, quotes included, without `- `.
    pub key: Option<Range<usize>>,
    /// Behind the colon or, without a key, behind `- `; may be empty.
    pub value: Range<usize>,
}

impl Line {
    /// The line that begins at a byte.
    pub fn read(source: &str, line_start: usize) -> Line {
        // A byte order mark is no part of the first line.
        let mark = line_start == 0 && source.starts_with('\u{feff}');
        let line_start = if mark { '\u{feff}'.len_utf8() } else { line_start };
        let text = source[line_start..].lines().next().unwrap_or("").trim_end();
        let indentation = text.len() - text.trim_start_matches(' ').len();
        let start = line_start + indentation;
        let end = comment(source, start, line_start + text.len());
        let mut begin = start;
        while let Some(rest) = source[begin..end].strip_prefix("- ") {
            begin = end - rest.trim_start().len();
        }
        let (key, value) = match colon(source, begin..end) {
            Some(colon) => {
                let value = &source[colon + 1..end];
                (Some(begin..colon), end - value.trim_start().len()..end)
            }
            None => (None, begin..end),
        };
        Line { start, indentation, whole: start..end, key, value }
    }
}

/// Where the comment of a line begins: `#` behind a blank and outside of quotes.
fn comment(source: &str, start: usize, end: usize) -> usize {
    let mut position = start;
    let mut before = ' ';
    while position < end {
        let Some(character) = source[position..].chars().next() else { break };
        match character {
            '#' if before == ' ' => return start + source[start..position].trim_end().len(),
            '"' | '\'' if matches!(before, ' ' | '[' | '{' | '(' | ',' | '=') => {
                if let Some(close) = closing_quote(source, position).filter(|close| *close <= end) {
                    before = character;
                    position = close;
                    continue;
                }
            }
            _ => {}
        }
        before = character;
        position += character.len_utf8();
    }
    end
}

/// The first colon outside of brackets and quotes that a blank or the end follows.
fn colon(source: &str, range: Range<usize>) -> Option<usize> {
    let text = &source[range.clone()];
    if text.starts_with(['"', '\'']) {
        let close = closing_quote(source, range.start).filter(|close| *close <= range.end)?;
        let behind = source[close..range.end].trim_start();
        return behind.starts_with(':').then_some(range.end - behind.len());
    }
    let mut depth = 0_usize;
    for (offset, character) in text.char_indices() {
        match character {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                let rest = &text[offset + 1..];
                if rest.is_empty() || rest.starts_with([' ', '\t']) {
                    return Some(range.start + offset);
                }
            }
            _ => {}
        }
    }
    None
}

/// The key whose value begins at `at`: in the same line, or in the line above that is less indented.
pub fn key_before(source: &str, at: usize) -> Option<String> {
    let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = Line::read(source, line_start);
    match line.key {
        Some(key) if key.end <= at => Some(name(&source[key])),
        _ => parent(source, line_start, line.indentation),
    }
}

/// The key of the nearest line above that has no value of its own and is no more indented than a list item.
pub fn parent(source: &str, line_start: usize, indentation: usize) -> Option<String> {
    let mut end = line_start;
    // Lists longer than this are not looked through.
    for _ in 0..1000 {
        let start = source[..end.checked_sub(1)?].rfind('\n').map_or(0, |newline| newline + 1);
        let line = Line::read(source, start);
        if !line.whole.is_empty() && line.indentation <= indentation {
            match line.key {
                Some(key) if line.value.is_empty() => return Some(name(&source[key])),
                _ if line.indentation < indentation => return None,
                _ => {}
            }
        }
        end = start;
    }
    None
}

fn name(written: &str) -> String {
    written.trim_matches(['"', '\'']).to_owned()
}

/// The place behind the quote that closes the one at `start`.
pub fn closing_quote(source: &str, start: usize) -> Option<usize> {
    let quote = source[start..].chars().next()?;
    let mut characters = source[start + 1..].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            // `''` in single quotes is one quote.
            if quote == '\'' && matches!(characters.peek(), Some((_, '\''))) {
                characters.next();
                continue;
            }
            return Some(start + 1 + offset + 1);
        }
    }
    None
}

/// The next character that is neither white space nor in a comment.
pub fn skip_blank(source: &str, start: usize) -> usize {
    let mut position = start;
    loop {
        let rest = source.get(position..).unwrap_or("");
        let trimmed = rest.trim_start();
        position += rest.len() - trimmed.len();
        let comment =
            trimmed.starts_with('#') && (position == 0 || source[..position].ends_with([' ', '\n', '\t']));
        match comment {
            true => position += trimmed.find('\n').unwrap_or(trimmed.len()),
            false => return position,
        }
    }
}

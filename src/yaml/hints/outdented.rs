//! JSON that was pasted in: it is whole, but its lines stand further left than where it begins.

use super::hint::Hint;
use super::line::closing_quote;
use crate::diag::Code;

/// The hint in the value that begins at `start`, whose brackets all have their other halves.
pub fn hint(source: &str, start: usize) -> Option<Hint> {
    let end = behind(source, start)?;
    let line = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let least = blanks(&source[line..]);
    let mut lines = Vec::new();
    let mut at = line;
    for text in source[line..end].split_inclusive('\n') {
        if at > line && !text.trim().is_empty() {
            lines.push((at, blanks(text)));
        }
        at += text.len();
    }
    let leftmost = lines.iter().map(|(_, own)| *own).min()?;
    let (first, own) = *lines.iter().find(|(_, own)| *own < least)?;
    let message = "the lines of a value in brackets must not be indented less than the line where it begins";
    let begin = first + own;
    let character = source[begin..].chars().next().map_or(0, char::len_utf8);
    let hint = Hint::new(Code::YamlSyntax, begin..begin + character, message);
    // All go further right together.
    let more = " ".repeat(least + 2 - leftmost);
    Some(lines.into_iter().fold(hint, |hint, (at, _)| hint.edit(at..at, more.as_str())))
}

/// The place behind the bracket that closes the one at `start`; none where they do not fit.
fn behind(source: &str, start: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut position = start;
    while let Some(character) = source.get(position..)?.chars().next() {
        match character {
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                if open.pop()? != character {
                    return None;
                }
                if open.is_empty() {
                    return Some(position + 1);
                }
            }
            '"' => {
                position = closing_quote(source, position)?;
                continue;
            }
            _ => {}
        }
        position += character.len_utf8();
    }
    None
}

/// The indentation of a line.
pub fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_begin_with_a_character_of_several_bytes() {
        let source = "  pin: [\né ]";
        let hint = hint(source, 7).unwrap();
        assert_eq!(&source[hint.range], "é");
    }
}

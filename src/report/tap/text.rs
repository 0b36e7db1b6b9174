//! Texts as TAP and the YAML in it can hold them.

use std::fmt::Write;

use crate::report::text::one_line;

/// A description or reason: one line, with `\` before each `\` and `#`, which would begin a directive.
pub(super) fn words(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A YAML scalar in double quotes, in which every text can stand in one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{1b}' => quoted.push_str("\\e"),
            character if character.is_control() && character.is_ascii() => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(character));
            }
            // Not printable in YAML, or read as the end of a line by some.
            '\u{80}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_a_directive_or_another_line() {
        assert_eq!(words("a # SKIP \\ b\nok 2"), "a \\# SKIP \\\\ b ok 2");
        assert_eq!(
            quoted("\"a\"\\\n\u{1b}\u{0}\u{85}\u{feff}ü"),
            "\"\\\"a\\\"\\\\\\n\\e\\x00\\u0085\\ufeffü\""
        );
    }
}

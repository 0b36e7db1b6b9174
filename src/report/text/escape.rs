//! Foreign text made harmless: what a server sends must not move the cursor, change colours or reorder a line.

use std::borrow::Cow;

/// A text over several lines. Newlines and tabs stay, every other control character becomes visible.
pub(crate) fn block(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // An end of line of HTTP or Windows is an end of line; alone it would overwrite the line.
            '\r' if characters.peek() == Some(&'\n') => {}
            '\u{1b}' => shown.push('␛'),
            character if is_hostile(character) => shown.extend(character.escape_unicode()),
            character => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// A text in one line: runs of white space become one blank, the rest is as in [`block`].
pub(crate) fn one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(&block(word));
    }
    shown
}

/// Control characters but newline and tab, and those that reorder what stands around them.
fn is_hostile(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        character => character.is_control(),
    }
}

/// Each line with `by` in front of it; an empty line stays empty; ends with a newline unless the text is empty.
pub(crate) fn indent(text: &str, by: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        if !line.is_empty() {
            shown.push_str(by);
            shown.push_str(line);
        }
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(block("a\tb\r\nc\u{1b}[31m\0\u{7f}\u{9b}\r"), "a\tb\nc␛[31m\\u{0}\\u{7f}\\u{9b}\\u{d}");
        assert_eq!(block("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(one_line(" a\n\tb\u{2028}c\u{7} "), "a b c\\u{7}");
        assert_eq!(indent("a\n\nb", "  "), "  a\n\n  b\n");
    }

    proptest::proptest! {
        #[test]
        fn no_text_keeps_a_control_character(text in proptest::prelude::any::<String>()) {
            assert!(block(&text).chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
            assert!(one_line(&text).chars().all(|c| !c.is_control()));
        }
    }
}

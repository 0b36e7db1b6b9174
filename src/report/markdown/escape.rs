//! Foreign text in Markdown and in the HTML that Markdown may have.

use std::fmt::Write;

use crate::report::text::{block, one_line};

/// In the cell of a table, where nothing but inline markup can begin.
pub(super) fn cell(text: &str) -> String {
    let text = one_line(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    for (index, character) in text.char_indices() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // A dollar sign begins a formula.
            '$' => escaped.push_str("&#36;"),
            _ => html_character(&mut escaped, character, &text[index + character.len_utf8()..]),
        }
    }
    escaped
}

/// Between HTML tags, in one line.
pub(super) fn html_line(text: &str) -> String {
    let text = one_line(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    for (index, character) in text.char_indices() {
        html_character(&mut escaped, character, &text[index + character.len_utf8()..]);
    }
    escaped
}

/// Between `<pre>` and `</pre>`, where a name notifies nobody.
pub(super) fn html_block(text: &str) -> String {
    block(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html_character(escaped: &mut String, character: char, rest: &str) {
    match character {
        '<' => escaped.push_str("&lt;"),
        '>' => escaped.push_str("&gt;"),
        '&' => escaped.push_str("&amp;"),
        '"' => escaped.push_str("&quot;"),
        // Would notify the people of that name; parted, it cannot be told from the name by eye.
        '@' if rest.starts_with(char::is_alphanumeric) => {
            let _ = write!(escaped, "@\u{200b}");
        }
        character => escaped.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            cell("a|b `c` <b>&amp;\n$x$ @ann a@ 1"),
            "a\\|b \\`c\\` &lt;b&gt;&amp;amp; &#36;x&#36; @\u{200b}ann a@ 1"
        );
        assert_eq!(html_line("</summary>\n@x"), "&lt;/summary&gt; @\u{200b}x");
        assert_eq!(html_block("</pre>\n\n@x\u{1b}"), "&lt;/pre&gt;\n\n@x␛");
    }
}

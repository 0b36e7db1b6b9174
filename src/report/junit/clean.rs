//! Texts that XML 1.0 can hold. junit-report writes what it gets.

/// For an attribute that is a name: one line without blanks at its ends, and never empty.
pub(super) fn name(text: &str, otherwise: &str) -> String {
    let words = characters(text);
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() { otherwise.to_owned() } else { words.join(" ") }
}

/// For any other attribute: newlines and tabs as blanks, for a reader makes blanks of them anyway.
pub(super) fn attribute(text: &str) -> String {
    characters(text).replace(['\n', '\r', '\t'], " ")
}

/// For the text between tags, which junit-report writes as CDATA: the sequence that ends CDATA is put into two of them.
pub(super) fn content(text: &str) -> String {
    // A reader makes a newline of a carriage return.
    let text = characters(text).replace("\r\n", "\n").replace('\r', "\n");
    text.replace("]]>", "]]]]><![CDATA[>")
}

/// What XML 1.0 cannot hold, not even escaped, becomes U+FFFD (production `Char`).
fn characters(text: &str) -> String {
    text.chars().map(|character| if holds(character) { character } else { '\u{fffd}' }).collect()
}

fn holds(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

//! Strings in quotes.

/// A string in the quotes that need the fewest changes in it.
pub fn quoted(text: &str) -> String {
    if text.chars().any(is_special) {
        return double(text);
    }
    match text {
        _ if !text.contains(['"', '\\']) => format!("\"{text}\""),
        _ if !text.contains('\'') || text.contains('\\') => single(text),
        _ => double(text),
    }
}

/// A string in 'single' quotes, in which a `\` is a `\`. Not for special characters.
pub fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if is_special(character) => {
                let code = u32::from(character);
                written.push_str(&match code {
                    0..=0xff => format!("\\x{code:02x}"),
                    0x100..=0xffff => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                });
            }
            _ => written.push(character),
        }
    }
    written.push('"');
    written
}

/// True for characters that cannot be written in a line as they are, or are invisible there.
pub fn is_special(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

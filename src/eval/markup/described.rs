//! What a body is that is not XML or HTML.

use crate::value;

/// Larger bodies are not parsed only to say what they are.
const LARGEST: usize = 1 << 20;

/// In words, for `is …, not HTML`; `None` where the body may be markup or plain text.
pub fn other_than_markup(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.as_bytes() {
        [] => Some("empty"),
        [b'<', ..] => None,
        [b'{' | b'[', ..] if text.len() > LARGEST || value::read(text, LARGEST).is_ok() => Some("JSON"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("a PDF"),
        // Text has no NUL; an image does.
        _ if text.bytes().take(1024).any(|byte| byte == 0) => Some("binary data"),
        _ => None,
    }
}

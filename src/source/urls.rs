//! URLs: what is encoded in them, and passwords in them (`https://mary:…@host`).

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS};

/// What is encoded in a path that becomes a relative reference (RFC 3986 §3.3, §4.2).
pub const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where the passwords of URLs stand in a text. A template is none, nor is what is masked already.
pub fn url_passwords(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(|(at, _)| {
        let start = at + "://".len();
        let authority = text[start..].split(['/', '?', '#']).next().unwrap_or("");
        let authority =
            authority.split(|c: char| c.is_whitespace() || "\"'<>`\\".contains(c)).next().unwrap_or("");
        let user_info = &authority[..authority.rfind('@')?];
        let password = start + user_info.find(':')? + 1;
        let range = password..start + user_info.len();
        let found = &text[range.clone()];
        let masked = found.is_empty() || found.starts_with("[secret:") || found.contains("${");
        (!masked).then_some(range)
    })
}

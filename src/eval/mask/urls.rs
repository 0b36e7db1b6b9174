//! Passwords in URLs: `https://mary:…@host`.

use std::borrow::Cow;
use std::ops::Range;

use super::MARKER;

/// Where the passwords of URLs stand in a text. What is masked already is none.
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
        (!found.is_empty() && !found.starts_with(MARKER)).then_some(range)
    })
}

/// The text with the passwords of its URLs masked where they stand.
pub fn hide_url_passwords(text: &str) -> Cow<'_, str> {
    let mut hidden = String::new();
    let mut copied = 0;
    for range in url_passwords(text).filter(|range| !text[range.clone()].contains("${")) {
        hidden.push_str(&text[copied..range.start]);
        hidden.push_str("[secret:authorization]");
        copied = range.end;
    }
    match copied {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(hidden + &text[copied..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_password_of_a_url_is_one() {
        for (text, shown) in [
            ("to https://mary:pa55@host/a?b", "to https://mary:[secret:authorization]@host/a?b"),
            ("http://mary@host http://host:80/x@y", "http://mary@host http://host:80/x@y"),
            ("http://h:80 a@b <http://a:b@c>", "http://h:80 a@b <http://a:[secret:authorization]@c>"),
            ("http://mary:[secret:word]@h", "http://mary:[secret:word]@h"),
            ("http://a:${word}@h http://:x@h", "http://a:${word}@h http://:[secret:authorization]@h"),
        ] {
            assert_eq!(hide_url_passwords(text), shown);
        }
    }
}

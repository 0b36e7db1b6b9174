//! Passwords in URLs: `https://mary:…@host`.

use std::borrow::Cow;

use crate::source::url_passwords;

/// The text with the passwords of its URLs masked where they stand.
pub fn hide_url_passwords(text: &str) -> Cow<'_, str> {
    let mut hidden = String::new();
    let mut copied = 0;
    for range in url_passwords(text) {
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

//! How a text is written: plain where every reader takes it for that text, else in the quotes that change it least.

use crate::yaml::quoted::{is_special, quoted, single};

/// Words that some reader of YAML takes for a boolean or for nothing.
const WORDS: [&str; 10] = ["<<", "null", "~", "true", "false", "yes", "no", "on", "off", "="];

/// A text as a value or key in one line. `flow`: it stands in braces or brackets.
pub fn scalar(text: &str, flow: bool) -> String {
    if is_plain(text, flow) { text.to_owned() } else { quoted(text) }
}

/// A key. What other readers take for a boolean is a text there for all that read scenarios.
pub fn key(text: &str, flow: bool) -> String {
    if ["on", "off", "yes", "no"].contains(&text) { text.to_owned() } else { scalar(text, flow) }
}

/// A regular expression: 'single' quotes, in which a `\` is a `\`.
pub fn pattern(text: &str) -> String {
    if text.chars().any(is_special) { quoted(text) } else { single(text) }
}

fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let second = text[first.len_utf8()..].chars().next();
    let starts_badly = match first {
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
        | '=' => true,
        '-' | '?' | ':' => second.is_none_or(|next| next == ' ' || next == first || flow),
        _ => false,
    };
    let lower = text.to_ascii_lowercase();
    let has_comment = text.contains(" #");
    let has_key = text.contains(": ") || text.ends_with(':');
    let in_flow = flow && text.contains([',', '[', ']', '{', '}']);
    let braces = text.contains("{{");
    !(starts_badly
        || text.trim() != text
        || text.starts_with("...")
        || text.chars().any(is_special)
        || WORDS.contains(&lower.as_str())
        || looks_like_number(&lower)
        || has_comment
        || has_key
        || in_flow
        || braces)
}

/// A number, or something that a reader may take for one.
fn looks_like_number(lower: &str) -> bool {
    let unsigned = lower.trim_start_matches(['+', '-']);
    if unsigned.starts_with("0x") || unsigned.starts_with("0o") || unsigned.starts_with("0b") {
        return true;
    }
    if matches!(unsigned, ".inf" | ".nan") || lower.parse::<f64>().is_ok() {
        return true;
    }
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ',');
    unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') && unsigned.chars().all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        for (text, block, flow) in [
            ("hello", "hello", "hello"),
            ("POST /login", "POST /login", "POST /login"),
            ("${token}", "${token}", "\"${token}\""),
            ("$.results[*].id", "$.results[*].id", "\"$.results[*].id\""),
            ("https://a.example/b?c=d&e=f", "https://a.example/b?c=d&e=f", "https://a.example/b?c=d&e=f"),
            ("2xx", "2xx", "2xx"),
            ("10s", "10s", "10s"),
            ("12", "\"12\"", "\"12\""),
            ("0123", "\"0123\"", "\"0123\""),
            ("1.10", "\"1.10\"", "\"1.10\""),
            ("yes", "\"yes\"", "\"yes\""),
            ("", "\"\"", "\"\""),
            ("a: b", "\"a: b\"", "\"a: b\""),
            ("Order #1", "\"Order #1\"", "\"Order #1\""),
            ("*/*", "\"*/*\"", "\"*/*\""),
            ("\"33a\"", "'\"33a\"'", "'\"33a\"'"),
            ("it's", "it's", "it's"),
            ("a\"'\\\n", "\"a\\\"'\\\\\\n\"", "\"a\\\"'\\\\\\n\""),
            ("-1 day", "-1 day", "\"-1 day\""),
        ] {
            assert_eq!(scalar(text, false), block);
            assert_eq!(scalar(text, true), flow);
        }
        assert_eq!(pattern("^it's \\d"), "'^it''s \\d'");
    }
}

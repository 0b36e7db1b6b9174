//! Values that need quotes.

use crate::diag::Code;
use crate::vocabulary::is_expression_key;
use crate::yaml::quoted::quoted;

/// What a value that needs quotes is.
pub fn quote_code(text: &str, key: Option<&str>) -> Code {
    match text {
        _ if text.contains("${") => Code::QuoteTemplate,
        _ if text.starts_with("$.") || text.starts_with("$[") => Code::QuotePath,
        _ if text.starts_with('*') => Code::QuoteStar,
        _ if key.is_some_and(is_expression_key) => Code::QuoteExpression,
        _ => Code::YamlSyntax,
    }
}

/// What a value is called, by its code.
pub fn noun(code: Code) -> &'static str {
    match code {
        Code::QuoteTemplate => "a value with `${…}`",
        Code::QuotePath => "a path with brackets",
        Code::QuoteExpression => "this expression",
        _ => "this value",
    }
}

/// A value in quotes, those of a regular expression single ones.
pub fn quoted_value(text: &str, key: Option<&str>) -> String {
    match key {
        Some("matches" | "regex") if !text.contains('\'') => format!("'{text}'"),
        _ => quoted(text),
    }
}

/// True where quotes around a value mend it for sure: one that has them already is broken in another way.
pub fn mends(text: &str) -> bool {
    let quotes = |quote| text.starts_with(quote) && text.ends_with(quote);
    !quotes('"')
        && !quotes('\'')
        && !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

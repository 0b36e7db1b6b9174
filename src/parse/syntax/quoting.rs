//! Values that need quotes.

use crate::diag::Code;
use crate::model::keys::{CAPTURE, EXPECT, REPEAT, RETRY, SCENARIO, STEP};
use crate::vocabulary::Takes;

/// What a value that needs quotes is.
pub fn quote_code(text: &str, key: Option<&str>) -> Code {
    match text {
        _ if text.contains("${") => Code::QuoteTemplate,
        _ if text.starts_with("$.") || text.starts_with("$[") => Code::QuotePath,
        _ if text.starts_with('*') => Code::QuoteStar,
        _ if key.is_some_and(takes_expression) => Code::QuoteExpression,
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

/// Keys whose values are expressions.
pub fn takes_expression(key: &str) -> bool {
    [SCENARIO, STEP, EXPECT, RETRY, REPEAT, CAPTURE].iter().any(|table| {
        let is = |takes| matches!(takes, Takes::Expression | Takes::ExpressionList);
        table.iter().any(|known| known.name == key && is(known.takes))
    })
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

/// A text in the quotes that need the fewest changes in it.
pub fn quoted(text: &str) -> String {
    let plain = !text.contains(['"', '\\']);
    match text {
        _ if plain => format!("\"{text}\""),
        _ if !text.contains('\'') => format!("'{text}'"),
        _ if text.contains('\\') => format!("'{}'", text.replace('\'', "''")),
        _ => format!("\"{}\"", text.replace('"', "\\\"")),
    }
}

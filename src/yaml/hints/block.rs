//! Slips in lines, outside of braces and brackets.

use super::flow;
use super::hint::{Hint, bad_escape, open_quote};
use super::line::{Line, closing_quote, parent};
use super::quoting::{mends, noun, quote_code, quoted_value};
use crate::diag::Code;
use crate::vocabulary::is_expression_key;
use crate::yaml::quoted::quoted;

/// Characters that mean something to YAML at the beginning of a value or key.
const INDICATORS: [char; 6] = ['*', '&', '!', '%', '@', '`'];

/// The hint in the line that begins at `line_start`, in which the parser gave up, or in the one before.
pub fn hint(source: &str, line_start: usize) -> Option<Hint> {
    let line = Line::read(source, line_start);
    let above = above(source, line_start);
    in_line(source, line_start, &line)
        .or_else(|| above.as_ref().and_then(|(start, above)| in_line(source, *start, above)))
        .or_else(|| above.as_ref().and_then(|(_, above)| between(source, above, &line)))
}

/// The nearest line above that says something.
fn above(source: &str, line_start: usize) -> Option<(usize, Line)> {
    let mut end = line_start;
    loop {
        let start = source[..end.checked_sub(1)?].rfind('\n').map_or(0, |newline| newline + 1);
        let line = Line::read(source, start);
        if !line.whole.is_empty() {
            return Some((start, line));
        }
        end = start;
    }
}

fn in_line(source: &str, line_start: usize, line: &Line) -> Option<Hint> {
    if let Some(key) = &line.key {
        let text = &source[key.clone()];
        if text.starts_with(INDICATORS) || text.starts_with('[') && key.len() > 2 {
            let (code, message) = match text.starts_with('*') {
                true => (Code::QuoteStar, "YAML takes `*` for an alias: this key needs quotes"),
                false => (Code::YamlSyntax, "a key that begins with this character needs quotes"),
            };
            return Some(Hint::new(code, key.clone(), message).edit(key.clone(), quoted(text)));
        }
    }
    let value = line.value.clone();
    let text = &source[value.clone()];
    let key = match &line.key {
        Some(key) => Some(source[key.clone()].trim_matches(['"', '\'']).to_owned()),
        None => parent(source, line_start, line.indentation),
    };
    let key = key.as_deref();
    let whole = |code, message: String| {
        Some(Hint::new(code, value.clone(), message).edit(value.clone(), quoted_value(text, key)))
            .map(|hint| Hint { safe: mends(text), ..hint })
    };
    let needs_quotes = |why: &str| {
        let code = quote_code(text, key);
        whole(code, format!("{} needs quotes: {why}", noun(code)))
    };
    match text.chars().next()? {
        '{' | '[' => match flow::hint(source, value.start, key, value.end) {
            Some(hint) if hint.range.start == value.start && hint.range.len() > 1 => {
                needs_quotes("YAML takes its beginning for a list or map")
            }
            hint => hint,
        },
        quote @ ('"' | '\'') => match closing_quote(source, value.start).filter(|end| *end <= value.end) {
            None => Some(open_quote(value.start)),
            Some(end) if end == value.end => bad_escape(source, value),
            Some(_) => {
                let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
                match inner.filter(|_| !key.is_some_and(is_expression_key)) {
                    Some(inner) => {
                        let message = "there is text after the closing quote: use the other kind of quotes";
                        let hint = Hint::new(Code::YamlSyntax, value.clone(), message);
                        Some(hint.edit(value, quoted(inner)).unsure())
                    }
                    None => needs_quotes("there is text after the closing quote"),
                }
            }
        },
        '*' => whole(Code::QuoteStar, "YAML takes `*` for an alias: this value needs quotes".to_owned()),
        first if INDICATORS.contains(&first) => {
            needs_quotes("it begins with a character that is reserved in YAML")
        }
        _ if text.contains(": ") || text.ends_with(':') && line.key.is_some() => {
            needs_quotes("it contains `: `, which would make its beginning a key")
        }
        _ => None,
    }
}

/// Slips that two lines make together.
fn between(source: &str, above: &Line, line: &Line) -> Option<Hint> {
    let text = &source[above.whole.clone()];
    if above.key.is_none() && line.key.is_some() {
        let item = &source[above.value.clone()];
        let glued = |colon: &usize| {
            let rest = &item[colon + 1..];
            !rest.is_empty() && !rest.starts_with("//") && !rest.starts_with(char::is_whitespace)
        };
        if let Some(colon) = item.find(':').filter(glued) {
            let at = above.value.start + colon + 1;
            let hint = Hint::new(Code::YamlSyntax, at - 1..at, "a space is missing after this colon");
            return Some(hint.edit(at..at, " "));
        }
        let word = !item.is_empty() && item.chars().all(|c| c.is_alphanumeric() || c == '_');
        if word && line.indentation > above.indentation {
            let end = above.value.end;
            let hint = Hint::new(Code::YamlSyntax, above.value.clone(), "a colon is missing after this key");
            return Some(hint.edit(end..end, ":"));
        }
    }
    let block = source[above.value.clone()].starts_with(['|', '>']);
    if let (Some(key), true) = (&above.key, block) {
        let column = above.indentation + (key.start - above.start);
        if line.indentation <= column {
            let message = "the text of a block must be indented deeper than its key";
            return Some(Hint::new(Code::YamlSyntax, line.whole.clone(), message));
        }
    }
    let list = text.starts_with("- ");
    if above.key.is_some() && !above.value.is_empty() && line.key.is_some() && !list {
        let (less, more) = (line.indentation < above.indentation, line.indentation > above.indentation);
        if more {
            let range = line.start - (line.indentation - above.indentation)..line.start;
            let hint = Hint::new(
                Code::YamlSyntax,
                line.whole.clone(),
                "this line is indented deeper than the line above, which already has a value",
            );
            return Some(hint.edit(range, "").unsure());
        }
        if less {
            let message = "this line's indentation matches none of the keys above it";
            return Some(
                Hint::new(Code::YamlSyntax, line.whole.clone(), message)
                    .help("keys of one map must have the same indentation"),
            );
        }
    }
    None
}

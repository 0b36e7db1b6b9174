//! Comments that swallowed a part of a value, or a key.

use super::quoted::quoted;
use crate::diag::{Code, Diagnostic, Fix};
use crate::source::Span;

/// Where a ` #` made a comment of what was meant as a part of a plain value, or as all of it: `csrf: #csrf`,
/// `Order #${id}`. Whoever means a comment writes a blank behind the `#`. `key`: the key of the value; `in_flow`: it stands
/// inside of braces or brackets.
pub fn swallowed(
    source: &str,
    value: &str,
    span: Span,
    key: Option<Span>,
    in_flow: bool,
) -> Option<Diagnostic> {
    let start = match value {
        "" => colon_after(source, key?)?,
        _ => span.end as usize,
    };
    // Asked of every value: what follows is looked at before the end of the line is searched for.
    let next = source.get(start..)?.trim_start_matches([' ', '\t']);
    if !(next.starts_with('#') || value.is_empty() && next.starts_with(['\n', '\r'])) {
        return None;
    }
    let line = source.get(start..)?.lines().next()?;
    let rest = line.trim_start_matches([' ', '\t']);
    if rest.is_empty() {
        return swallowed_keys(source, start, key?);
    }
    let comment = rest.strip_prefix('#').filter(|_| rest.len() < line.len())?;
    if comment.is_empty() || comment.starts_with([' ', '\t', '#', '!', '-', '=']) {
        return value.is_empty().then(|| swallowed_keys(source, start, key?)).flatten();
    }
    // Behind a number or boolean nothing can have been meant but a comment.
    let text = value.is_empty() || comment.starts_with("${") || !is_word(value);
    if !text || comment.starts_with("runthrough:") {
        return None;
    }
    let begin = if value.is_empty() { start + line.len() - rest.len() } else { span.start as usize };
    let end = start + line.trim_end().len();
    let end =
        if in_flow { source[begin..end].find([',', '}', ']']).map_or(end, |at| begin + at) } else { end };
    let at = start + line.len() - rest.len();
    let whole = source[begin..end].trim_end();
    let diagnostic = Diagnostic::new(
        Code::CommentSwallowedValue,
        Span::new(span.file, at, begin + whole.len()),
        "YAML takes this for a comment, not for a part of the value",
    );
    let multiline = source.get(span.range()).is_some_and(|written| written.contains('\n'));
    Some(match multiline {
        true => diagnostic
            .help("put quotes around the whole value, or write a space after the `#` if it is a comment"),
        false => diagnostic.help("write a space after the `#` of a comment").fix(Fix::new(
            Span::new(span.file, begin, begin + whole.len()),
            quoted(whole),
            true,
        )),
    })
}

/// Keys that begin with `#` and so became comments below a key that has nothing else: CSS selectors under `html`.
fn swallowed_keys(source: &str, start: usize, key: Span) -> Option<Diagnostic> {
    let below = source[start..].find('\n').map(|newline| start + newline + 1)?;
    let line = source[below..].lines().next()?;
    let selector = line.trim_start();
    let name = selector.strip_prefix('#').filter(|name| !name.starts_with([' ', '#', '!']))?;
    let (name, _) = name.split_once(": ")?;
    if name.contains(' ') || selector.len() == line.len() {
        return None;
    }
    let at = below + line.len() - selector.len();
    let whole = Span::new(key.file, at, at + 1 + name.len());
    Some(
        Diagnostic::new(
            Code::CommentSwallowedValue,
            whole,
            "YAML takes this line for a comment, not for a key",
        )
        .fix(Fix::new(whole, format!("\"#{name}\""), true)),
    )
}

/// The place behind the colon of a key.
fn colon_after(source: &str, key: Span) -> Option<usize> {
    let rest = source.get(key.end as usize..)?;
    let colon = rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
    rest[colon..].starts_with(':').then_some(key.end as usize + colon + 1)
}

/// A number, a boolean, null, or one of the short words that the language itself has as values.
fn is_word(value: &str) -> bool {
    value.parse::<f64>().is_ok() || matches!(value, "true" | "false" | "null" | "any" | "stop" | "continue")
}

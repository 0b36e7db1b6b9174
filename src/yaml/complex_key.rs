//! Maps and lists as keys, which JSON does not have.

use super::quoted::quoted;
use crate::diag::{Code, Diagnostic, Fix};
use crate::source::Span;

/// What is wrong with a map or list that begins where a key belongs. `n: {{ n }}` is one to YAML, and a template to
/// everybody who writes it. `flow`: where the outermost of the open braces and brackets begins. `None` where the parser
/// itself will stop.
pub fn complex_key(source: &str, start: Span, flow: Option<usize>) -> Option<Diagnostic> {
    let rest = source.get(start.start as usize..).unwrap_or("");
    let before = source[..start.start as usize].trim_end();
    // The outer of the two braces is open.
    let outer = flow.is_some_and(|open| open + 1 < before.len());
    // `[0].id: 1` is well-formed only up to the bracket: the parser will report it.
    let closing = rest.find([']', '\n']).map_or("", |at| &rest[at..]);
    if rest.starts_with('[') && closing.starts_with(']') && !closing[1..].trim_start().starts_with(':') {
        return None;
    }
    if !(rest.starts_with('{') && before.ends_with('{')) {
        let diagnostic = Diagnostic::new(Code::YamlFeature, start, "a map or list cannot be a key");
        return Some(diagnostic.help("quote the key if it is a string"));
    }
    let inner = rest[1..].split('}').next().unwrap_or("").trim();
    let open = before.len() - 1;
    let close = rest.find("}}").map_or(start.end as usize, |at| start.start as usize + at + 2);
    let span = Span::new(start.file, open, close);
    let template = format!("${{{inner}}}");
    let quotes = outer || inner.contains(": ") || inner.contains(" #");
    let template = if quotes { quoted(&template) } else { template };
    let message = "templates are written with a dollar and single braces: `${name}`";
    Some(Diagnostic::new(Code::QuoteTemplate, span, message).fix(Fix::new(span, template, true)))
}

//! What is told of a text that is not well-formed YAML: where, the usual hint that leads to it, and the line as it should
//! be.
//!
//! The parser says where it gave up, which is rarely where the mistake is. So the text around is read once more, as the
//! one who wrote it meant it: a value in braces goes to the next comma outside of its own brackets, a value in a line goes
//! to the line's end. What such a value holds that YAML takes for something else is the hint.

mod block;
mod flow;
mod hint;
mod line;
mod outdented;
mod quoting;

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Edit, Fix};
use crate::source::{FileId, Span};

/// How many lines around the place that the parser gives up at are looked at for a tab.
const NEAR: usize = 3;

/// The diagnostic for what a YAML parser says of a text at a byte offset. `open` is where the outermost of the braces and
/// brackets begins that the parser had open then.
pub fn diagnostic(file: FileId, source: &str, at: usize, why: &str, open: Option<usize>) -> Diagnostic {
    let at = floor(source, at);
    let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let wrong = |span: Span, why: &str| {
        Diagnostic::new(Code::YamlSyntax, span, format!("this is not well-formed YAML: {why}"))
    };
    // The parser may stop in the line before a tab, which it does not see as indentation.
    if let Some(tab) = tab_near(source, line_start) {
        return wrong(Span::new(file, tab, tab + 1), "a tab is where only spaces are allowed")
            .help("use spaces for indentation");
    }
    // Many editors show a tab behind a colon as one blank.
    let before = source[..at].trim_end_matches(['\t', ' ']);
    if before.ends_with(':') && source[before.len()..at].contains('\t') {
        let span = Span::new(file, before.len(), at);
        return wrong(span, "a colon is followed by a tab, not a space").fix(Fix::new(span, " ", true));
    }
    let hint = match open {
        Some(start) => flow::hint(source, start, line::key_before(source, start).as_deref(), at),
        None => block::hint(source, line_start),
    };
    let Some(hint) = hint else { return wrong(Span::new(file, at, at), why) };
    let span = |range: &Range<usize>| Span::new(file, range.start, range.end);
    let diagnostic =
        Diagnostic::new(hint.code, span(&hint.range), hint.message).help_if(hint.help.map(str::to_owned));
    if hint.edits.is_empty() {
        return diagnostic;
    }
    let edits = hint.edits.iter().map(|(range, text)| Edit { span: span(range), text: text.clone() });
    diagnostic.fix(Fix { edits: edits.collect(), safe: hint.safe })
}

fn floor(source: &str, at: usize) -> usize {
    let at = at.min(source.len());
    (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0)
}

/// The first tab in the indentation of a line from the one before to some behind.
fn tab_near(source: &str, line_start: usize) -> Option<usize> {
    let before = source[..line_start].trim_end_matches('\n').rfind('\n').map_or(0, |newline| newline + 1);
    let mut start = before;
    for line in source[before..].split_inclusive('\n').take(NEAR) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indentation].find('\t')
            && !line.trim().is_empty()
        {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

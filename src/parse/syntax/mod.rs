//! What is told of a text that is not well-formed YAML: where, the usual slip that leads to it, and the line as it should
//! be.
//!
//! The parser says where it gave up, which is rarely where the mistake is. So the text around is read once more, as the
//! one who wrote it meant it: a value in braces goes to the next comma outside of its own brackets, a value in a line goes
//! to the line's end. What such a value holds that YAML takes for something else is the slip.

mod block;
mod flow;
mod line;
mod outdented;

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Edit, Fix};
use crate::model::vocabulary::{CAPTURE, EXPECT, REPEAT, RETRY, SCENARIO, STEP, Takes};
use crate::source::{FileId, Span};

/// How many lines around the place that the parser gives up at are looked at for a tab.
const NEAR: usize = 3;

struct Slip {
    code: Code,
    range: Range<usize>,
    message: String,
    help: Option<&'static str>,
    /// What mends it: ranges and what belongs there.
    edits: Vec<(Range<usize>, String)>,
    /// There is no other way to understand what was meant.
    safe: bool,
}

impl Slip {
    fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Slip { code, range, message: message.into(), help: None, edits: Vec::new(), safe: true }
    }

    fn edit(mut self, range: Range<usize>, text: impl Into<String>) -> Self {
        self.edits.push((range, text.into()));
        self
    }

    fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    fn unsure(mut self) -> Self {
        self.safe = false;
        self
    }
}

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
        return wrong(Span::new(file, tab, tab + 1), "a tab stands where only spaces may stand")
            .help("indent with spaces");
    }
    // Many editors show a tab behind a colon as one blank.
    let before = source[..at].trim_end_matches(['\t', ' ']);
    if before.ends_with(':') && source[before.len()..at].contains('\t') {
        let span = Span::new(file, before.len(), at);
        return wrong(span, "behind a colon stands a blank, not a tab").fix(Fix::new(span, " ", true));
    }
    let slip = match open {
        Some(start) => flow::slip(source, start, line::key_before(source, start).as_deref(), at),
        None => block::slip(source, line_start),
    };
    let Some(slip) = slip else { return wrong(Span::new(file, at, at), why) };
    let span = |range: &Range<usize>| Span::new(file, range.start, range.end);
    let diagnostic =
        Diagnostic::new(slip.code, span(&slip.range), slip.message).help_if(slip.help.map(str::to_owned));
    if slip.edits.is_empty() {
        return diagnostic;
    }
    let edits = slip.edits.iter().map(|(range, text)| Edit { span: span(range), text: text.clone() });
    diagnostic.fix(Fix { edits: edits.collect(), safe: slip.safe })
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

/// What a value that needs quotes is.
fn quote_code(text: &str, key: Option<&str>) -> Code {
    match text {
        _ if text.contains("${") => Code::QuoteTemplate,
        _ if text.starts_with("$.") || text.starts_with("$[") => Code::QuotePath,
        _ if text.starts_with('*') => Code::QuoteStar,
        _ if key.is_some_and(takes_expression) => Code::QuoteExpression,
        _ => Code::YamlSyntax,
    }
}

/// What a value is called, by its code.
fn noun(code: Code) -> &'static str {
    match code {
        Code::QuoteTemplate => "a value with `${…}`",
        Code::QuotePath => "a path with brackets",
        Code::QuoteExpression => "this expression",
        _ => "this value",
    }
}

/// Keys whose values are expressions.
fn takes_expression(key: &str) -> bool {
    [SCENARIO, STEP, EXPECT, RETRY, REPEAT, CAPTURE].iter().any(|table| {
        let is = |takes| matches!(takes, Takes::Expression | Takes::ExpressionList);
        table.iter().any(|known| known.name == key && is(known.takes))
    })
}

/// A value in quotes, those of a regular expression single ones.
fn quoted_value(text: &str, key: Option<&str>) -> String {
    match key {
        Some("matches" | "regex") if !text.contains('\'') => format!("'{text}'"),
        _ => quoted(text),
    }
}

/// True where quotes around a value mend it for sure: one that has them already is broken in another way.
fn mends(text: &str) -> bool {
    let quotes = |quote| text.starts_with(quote) && text.ends_with(quote);
    !quotes('"')
        && !quotes('\'')
        && !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// What is wrong in a text in double quotes that stands at `range` and has an escape that YAML (1.2.2 §5.7) does not have.
fn bad_escape(source: &str, range: Range<usize>) -> Option<Slip> {
    let text = source.get(range.clone())?.strip_prefix('"')?;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        let (_, escape) = characters.next()?;
        if !"0abt\tnvfre \"/\\N_LPxuU\n\r".contains(escape) {
            let at = range.start + 1 + at;
            let inner = text.strip_suffix('"').unwrap_or(text);
            let message =
                format!("in \"double\" quotes a `\\` begins an escape, and YAML has no `\\{escape}`");
            let slip = Slip::new(Code::YamlSyntax, at..at + 1 + escape.len_utf8(), message)
                .help("regular expressions go in 'single' quotes, in which a `\\` is a `\\`");
            return Some(slip.edit(range, format!("'{}'", inner.replace('\'', "''"))));
        }
    }
    None
}

/// A quote that is never closed.
fn open_quote(at: usize) -> Slip {
    Slip::new(Code::YamlSyntax, at..at + 1, "this quote is never closed")
        .help("a quote inside of a text needs the other kind of quotes around the text")
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

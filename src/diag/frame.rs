//! Diagnostics as text: the position line, the source lines with a caret, the advice.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Place, Severity};
use crate::source::{SourceFile, Sources, Span};

/// Whether to write ANSI colours. Text goes to a writer that strips them where they are not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styles {
    Plain,
    /// With ANSI escapes.
    Ansi,
}

/// Lines longer than this are cut around the caret: a minified file must not flood the terminal. In columns.
const WIDTH: usize = 140;

/// The whole diagnostic: position line, frame, advice; ends with a newline.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, styles: Styles) -> String {
    let (colour, bold, reset) = match (styles, diagnostic.severity) {
        (Styles::Plain, _) => ("", "", ""),
        (Styles::Ansi, Severity::Error) => ("\x1b[1;31m", "\x1b[1m", "\x1b[0m"),
        (Styles::Ansi, Severity::Warning) => ("\x1b[1;33m", "\x1b[1m", "\x1b[0m"),
    };
    let mut text = format!(
        "{}: {colour}{}[{}]{reset}: {bold}{}{reset}\n",
        diagnostic.position(sources),
        diagnostic.severity.as_str(),
        diagnostic.code.name(),
        diagnostic.message
    );
    if let Place::Span(span) = diagnostic.place {
        text.push_str(&frame(sources, span, diagnostic.label.as_deref(), diagnostic.severity, styles));
    }
    if let Some((span, why)) = &diagnostic.related {
        text.push_str(&format!("  = {why}: {}\n", sources.location(*span)));
    }
    for help in &diagnostic.help {
        let (first, rest) = help.split_once('\n').unwrap_or((help, ""));
        text.push_str(&format!("  = help: {first}\n"));
        for line in rest.lines() {
            text.push_str(&format!("          {line}\n"));
        }
    }
    if let Some(corrected) = diagnostic.fix.as_ref().and_then(|fix| fix.corrected(sources)) {
        text.push_str("  = write:\n");
        for line in corrected.lines() {
            text.push_str(&format!("          {line}\n"));
        }
    }
    text
}

/// The source lines of a span with carets under it; ends with a newline.
pub fn frame(
    sources: &Sources,
    span: Span,
    label: Option<&str>,
    severity: Severity,
    styles: Styles,
) -> String {
    let file = sources.file(span.file);
    let excerpt = Excerpt::new(file, span);
    let kind = AnnotationKind::Primary.span(excerpt.range.clone());
    let annotation = match label {
        Some(label) => kind.label(label),
        None => kind,
    };
    let snippet =
        Snippet::source(excerpt.text.as_str()).line_start(excerpt.first_line).annotation(annotation);
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let renderer = match styles {
        Styles::Plain => Renderer::plain(),
        Styles::Ansi => Renderer::styled(),
    };
    let mut text = renderer
        .term_width(WIDTH)
        .decor_style(DecorStyle::Ascii)
        .render(&[Group::with_level(level).element(snippet)]);
    text.push('\n');
    text
}

/// The first line of a span as it may be shown: secrets replaced, the caret's range moved along.
struct Excerpt {
    text: String,
    first_line: usize,
    range: std::ops::Range<usize>,
}

impl Excerpt {
    fn new(file: &SourceFile, span: Span) -> Self {
        let source = file.text();
        let start = (span.start as usize).min(source.len());
        let line = file.line_of(start);
        let bounds = window(source, file.line_range(line), start);
        // A span over several lines (a block, a map) is shown by its first line: the caret says where it begins.
        let end = (span.end as usize).clamp(start, bounds.end.max(start));
        let mut text = String::new();
        let (mut caret_start, mut caret_end) = (None, None);
        let mut hidden: Vec<_> = file
            .hidden()
            .iter()
            .filter(|hidden| hidden.range.start < bounds.end && hidden.range.end > bounds.start)
            .collect();
        hidden.sort_by_key(|hidden| hidden.range.start);
        let mut hidden = hidden.into_iter().peekable();
        let mut position = bounds.start;
        while position < bounds.end {
            if position >= start {
                caret_start.get_or_insert(text.len());
            }
            if position >= end {
                caret_end.get_or_insert(text.len());
            }
            if let Some(secret) = hidden.peek()
                && position >= secret.range.start
            {
                text.push_str(&format!("[secret:{}]", secret.name));
                position = secret.range.end.max(position);
                hidden.next();
                continue;
            }
            let Some(character) = source[position..].chars().next() else { break };
            if character != '\u{feff}' {
                text.push(character);
            }
            position += character.len_utf8();
        }
        let caret_start = caret_start.unwrap_or(text.len());
        let caret_end = caret_end.unwrap_or(text.len()).max(caret_start);
        // An empty span (something is missing here) still gets one caret.
        let caret_end = if caret_end > caret_start {
            caret_end
        } else {
            caret_start + text[caret_start..].chars().next().map_or(0, char::len_utf8)
        };
        Excerpt { text, first_line: line + 1, range: caret_start..caret_end }
    }
}

/// Bytes of a line to each side of the caret that are drawn at most: a renderer looks at all of them.
const AROUND: usize = 2_000;

/// The part of a line around a byte.
fn window(source: &str, line: std::ops::Range<usize>, at: usize) -> std::ops::Range<usize> {
    if line.len() <= 2 * AROUND {
        return line;
    }
    let floor =
        |at: usize| (line.start..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(line.start);
    let at = at.clamp(line.start, line.end);
    floor(at.saturating_sub(AROUND).max(line.start))..floor((at + AROUND).min(line.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn a_caret_stands_under_the_value_with_tabs_and_wide_characters() {
        let mut sources = Sources::default();
        let text = "a: 1\nb:\t\"日本\" # x\n";
        let file = sources.add("dir/a.yaml", text);
        let start = text.find('"').unwrap();
        let span = Span::new(file, start, start + "\"日本\"".len());
        let diagnostic = Diagnostic::new(Code::UnknownKey, span, "wrong").label("here").help("write b");
        insta::assert_snapshot!(render(&diagnostic, &sources, Styles::Plain));
    }

    #[test]
    fn a_secret_literal_is_not_drawn() {
        let mut sources = Sources::default();
        let text = "password: { default: hunter2, typo: 1 }\n";
        let file = sources.add("a.yaml", text);
        let secret = text.find("hunter2").unwrap();
        sources.hide(Span::new(file, secret, secret + 7), "password");
        let typo = text.find("typo").unwrap();
        let span = Span::new(file, typo, typo + 4);
        insta::assert_snapshot!(frame(&sources, span, None, Severity::Error, Styles::Plain));
    }
}

//! What is told of a text that is not well-formed YAML: where, and the usual reason.

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// How many lines around the place that the parser gives up at are looked at for a tab.
const NEAR: usize = 3;

/// The diagnostic for what a YAML parser says of a text at a byte offset.
pub fn diagnostic(file: FileId, source: &str, at: usize, why: &str) -> Diagnostic {
    let at = at.min(source.len());
    let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let message = format!("this is not well-formed YAML: {why}");
    // The parser may stop in the line before a tab, which it does not see as indentation.
    if let Some(tab) = tab_near(source, line_start) {
        return Diagnostic::new(Code::YamlSyntax, Span::new(file, tab, tab + 1), message)
            .help("indent with spaces; YAML does not allow tabs there");
    }
    let line = source[line_start..].lines().next().unwrap_or("");
    let previous = source[..line_start].lines().next_back().unwrap_or("");
    let hint = [line, previous].into_iter().find_map(hint);
    Diagnostic::new(Code::YamlSyntax, Span::new(file, at, at), message).help_if(hint.map(str::to_owned))
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

/// The usual reasons for a syntax error, read off a line.
fn hint(line: &str) -> Option<&'static str> {
    if line.contains("{{") {
        return Some("templates are written `${name}`");
    }
    let flow = line.contains('{') || line.contains('[');
    if flow && line.contains("${") && !line.contains("\"${") && !line.contains("'${") {
        return Some("inside of `{…}` and `[…]` a value with `${…}` needs quotes: \"${name}\"");
    }
    let in_braces = line.split_once('{').map_or("", |(_, inside)| inside);
    if in_braces.split(['{', ',']).any(|member| member.trim_start().starts_with('$') && member.contains('['))
    {
        return Some("inside of `{…}` a path with `[` needs quotes: \"$.results[0]\"");
    }
    let value =
        line.trim_start().trim_start_matches("- ").split_once(": ").map_or("", |(_, value)| value.trim());
    if !value.starts_with(['"', '\'', '|', '>', '{', '[', '#', '&', '*']) && value.contains(": ") {
        return Some("a value with `: ` in it needs quotes");
    }
    if value.starts_with(['@', '`', '%', '*', '&', '!']) {
        return Some("a value that begins with this character needs quotes");
    }
    None
}

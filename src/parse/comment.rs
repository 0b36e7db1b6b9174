//! Comments: those that swallowed a part of a value, and those that allow a finding.

use std::ops::Range;

use super::node::{Node, NodeKind};
use super::syntax::quoted;
use crate::diag::{Code, Diagnostic, Fix, Severity, Sink, did_you_mean};
use crate::model::Allow;
use crate::source::{FileId, SourceFile, Span};

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
        true => diagnostic.help("put quotes around the whole value, or write `# ` for a comment"),
        false => diagnostic.help("a comment is written with a blank behind the `#`").fix(Fix::new(
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

/// What the comments of a file allow: `# runthrough: allow CODE reason`, behind what it is about or in a line before it.
pub fn allows(file: FileId, source: &SourceFile, root: &Node, sink: &mut Sink) -> Vec<Allow> {
    const MARK: &str = "# runthrough:";
    let text: &str = source.text();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let mut scalars = Vec::new();
    collect(root, &mut scalars);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace()) || scalars.iter().any(|scalar| scalar.contains(&at)) {
            continue;
        }
        let line = source.line_range(source.line_of(at));
        let words = text[at + MARK.len()..line.end].trim();
        let span = Span::new(file, at, line.end);
        match allow(words, span) {
            Err(diagnostic) => sink.push(*diagnostic),
            Ok(code) => {
                let line = about(source, at);
                found.push(Allow { comment: span, line, code });
            }
        }
    }
    found
}

/// The line that a comment is about, from 0: its own if something stands before it, else the next that says something.
fn about(source: &SourceFile, comment: usize) -> usize {
    let own = source.line_of(comment);
    let content = |line: usize| source.text()[source.line_range(line)].trim_start();
    if !content(own).starts_with('#') {
        return own;
    }
    let says = |line: &usize| !content(*line).is_empty() && !content(*line).starts_with('#');
    (own..source.lines()).find(says).unwrap_or(own)
}

fn allow(words: &str, span: Span) -> Result<Code, Box<Diagnostic>> {
    let wrong = |message: String| Diagnostic::new(Code::AllowComment, span, message);
    let form = "it is written `# runthrough: allow CODE reason`";
    let (verb, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    if verb != "allow" {
        return Err(Box::new(
            wrong(format!("a comment for runthrough knows only `allow`, not `{verb}`")).help(form),
        ));
    }
    let rest = rest.trim_start();
    let (name, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let warnings = || {
        let all = crate::diag::CODES.iter().map(|code| code.info());
        all.filter(|info| info.severity == Severity::Warning).map(|info| info.name)
    };
    match Code::parse(name) {
        _ if name.is_empty() => Err(Box::new(wrong("this comment allows nothing".to_owned()).help(form))),
        None => {
            let diagnostic = wrong(format!("there is no warning `{name}`"));
            Err(Box::new(match did_you_mean(name, warnings()) {
                Some(near) => {
                    let start = span.start as usize;
                    let text = format!("# runthrough: allow {near} {}", reason.trim());
                    let whole = Span::new(span.file, start, span.end as usize);
                    diagnostic.label(format!("did you mean `{near}`?")).fix(Fix::new(
                        whole,
                        text.trim(),
                        true,
                    ))
                }
                None => diagnostic.help("`runthrough explain` lists all"),
            }))
        }
        Some(code) if code.info().severity == Severity::Error => {
            Err(Box::new(wrong(format!("`{name}` is an error; only warnings can be allowed"))))
        }
        Some(_) if reason.trim().is_empty() => {
            Err(Box::new(wrong(format!("say why `{name}` is allowed here")).help(form)))
        }
        Some(code) => Ok(code),
    }
}

/// Where keys and values stand: no comment begins in them.
fn collect(node: &Node, scalars: &mut Vec<Range<usize>>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| collect(item, scalars)),
        NodeKind::Map(members) => members.iter().for_each(|(key, value)| {
            scalars.push(key.span.range());
            collect(value, scalars);
        }),
        NodeKind::Text(_) => scalars.push(node.span.range()),
        _ => {}
    }
}

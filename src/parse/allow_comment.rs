//! Comments that allow a finding: `# runthrough: allow CODE reason`.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Fix, Severity, Sink, did_you_mean};
use crate::model::Allow;
use crate::source::{FileId, SourceFile, Span};
use crate::yaml::{Node, NodeKind};

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
    let form = "write it as `# runthrough: allow CODE reason`";
    let (verb, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    if verb != "allow" {
        return Err(Box::new(
            wrong(format!("a `# runthrough:` comment supports only `allow`, not `{verb}`")).help(form),
        ));
    }
    let rest = rest.trim_start();
    let (name, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let warnings = || {
        let all = crate::diag::CODES.iter().map(|code| code.info());
        all.filter(|info| info.severity == Severity::Warning).map(|info| info.name)
    };
    match Code::parse(name) {
        _ if name.is_empty() => {
            Err(Box::new(wrong("this comment names no code to allow".to_owned()).help(form)))
        }
        None => {
            let diagnostic = wrong(format!("`{name}` is not a warning"));
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
            Err(Box::new(wrong(format!("add the reason why `{name}` is allowed here")).help(form)))
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

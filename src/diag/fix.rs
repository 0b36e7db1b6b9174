//! What to write instead, as edits of the text.
//!
//! An edit replaces a range and nothing else, so that comments and layout stay. `check --fix` applies the safe ones;
//! all are shown as the corrected line.

use std::ops::Range;

use crate::source::{SourceFile, Sources, Span};

/// A text that replaces what stands at a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// The edits that mend one finding, all in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// They do not overlap.
    pub edits: Vec<Edit>,
    /// There is one way only to understand what was meant: `check --fix` may apply it without asking.
    pub safe: bool,
}

/// A fix that changes more lines than this is not shown, only applied.
const LINES: usize = 4;

/// Neither is one with a line that is longer, in bytes.
const WIDTH: usize = 400;

impl Fix {
    /// One edit.
    pub fn new(span: Span, text: impl Into<String>, safe: bool) -> Self {
        Fix { edits: vec![Edit { span, text: text.into() }], safe }
    }

    /// The lines that it changes as they should be, secrets replaced, without the indentation that they share; `None`
    /// where they are too many.
    pub fn corrected(&self, sources: &Sources) -> Option<String> {
        let first = self.edits.first()?;
        let file = sources.file(first.span.file);
        let lines = self.edits.iter().flat_map(|edit| [edit.span.start, edit.span.end]);
        let (from, to) = lines.fold((usize::MAX, 0), |(from, to), at| {
            let line = file.line_of(at as usize);
            (from.min(line), to.max(line))
        });
        if to - from >= LINES {
            return None;
        }
        let range = file.line_range(from).start..file.line_range(to).end;
        let text = replaced(file, range, &self.edits);
        let indentation = text.lines().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
        let lines: Vec<&str> =
            text.lines().map(|line| line.get(indentation..).unwrap_or("").trim_end()).collect();
        // A line that nobody can read at a glance says nothing.
        let readable = lines.iter().all(|line| line.len() <= WIDTH);
        readable.then(|| lines.join("\n"))
    }
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\u{feff}']).len()
}

/// A part of a text after the edits, with `[secret:name]` for what must not be shown.
fn replaced(file: &SourceFile, range: Range<usize>, edits: &[Edit]) -> String {
    let mut changes: Vec<(Range<usize>, String)> =
        edits.iter().map(|edit| (edit.span.range(), edit.text.clone())).collect();
    for hidden in file.hidden() {
        let overlaps =
            |other: &Range<usize>| hidden.range.start < other.end && hidden.range.end > other.start;
        match changes.iter_mut().find(|(other, _)| overlaps(other)) {
            // What replaces a secret may hold it.
            Some((range, text)) => {
                *range = range.start.min(hidden.range.start)..range.end.max(hidden.range.end);
                *text = format!("[secret:{}]", hidden.name);
            }
            None => changes.push((hidden.range.clone(), format!("[secret:{}]", hidden.name))),
        }
    }
    apply(file.text(), range, changes)
}

/// The part `range` of a text after the changes that lie in it. Of two that overlap the first one counts.
fn apply(text: &str, range: Range<usize>, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut result = String::new();
    let mut position = range.start;
    for (change, with) in changes {
        if change.start < position || change.end > range.end {
            continue;
        }
        result.push_str(text.get(position..change.start).unwrap_or(""));
        result.push_str(&with);
        position = change.end;
    }
    result.push_str(text.get(position..range.end).unwrap_or(""));
    result
}

/// A whole text after all fixes that do not get into each other's way, and how many those are. The others may be
/// applied to the result, when it was looked at anew.
pub fn apply_fixes<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in fixes {
        let clash = |edit: &Edit| {
            taken.iter().any(|other| {
                let (one, two) = (edit.span.range(), other.span.range());
                one.start < two.end && two.start < one.end || one.start == two.start
            })
        };
        if fix.edits.iter().any(clash) {
            continue;
        }
        taken.extend(&fix.edits);
        applied += 1;
    }
    let changes = taken.into_iter().map(|edit| (edit.span.range(), edit.text.clone())).collect();
    (apply(text, 0..text.len(), changes), applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_change_what_they_name_and_nothing_else() {
        let mut sources = Sources::default();
        let text = "a:\n    siz: {{ n }}   # why\nb: 2\n";
        let file = sources.add("a.yaml", text);
        let span = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(file, start, start + part.len())
        };
        let fixes = [Fix::new(span("{{ n }}"), "${n}", true), Fix::new(span("siz"), "size", true)];
        assert_eq!(fixes[0].corrected(&sources).unwrap(), "siz: ${n}   # why");
        let (mended, applied) = apply_fixes(text, &fixes);
        assert_eq!((mended.as_str(), applied), ("a:\n    size: ${n}   # why\nb: 2\n", 2));
        let clash = [Fix::new(span("{ n }"), "x", true), Fix::new(span("{{ n }}"), "y", true)];
        assert_eq!(apply_fixes(text, &clash).1, 1);
    }

    #[test]
    fn a_secret_is_not_shown_by_what_replaces_it() {
        let mut sources = Sources::default();
        let text = "password: hunter2 #x\nother: hunter3\n";
        let file = sources.add("a.yaml", text);
        sources.hide(Span::new(file, 10, 17), "password");
        let fix = Fix::new(Span::new(file, 10, 20), "\"hunter2 #x\"", true);
        assert_eq!(fix.corrected(&sources).unwrap(), "password: [secret:password]");
    }
}

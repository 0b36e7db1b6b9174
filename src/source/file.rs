//! One text with its line index.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A place as people read it: 1-based line and column; a column is one character, a tab counts one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The file as people know it.
    pub path: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// A range that must not be shown, and the name that stands for it.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Name of the secret.
    pub name: String,
}

/// A text, its path and where its lines begin.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
    line_starts: Vec<u32>,
    hidden: Vec<Hidden>,
}

impl SourceFile {
    pub(super) fn new(path: Arc<str>, text: Arc<str>) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        for (index, byte) in bytes.iter().enumerate() {
            // A lone CR ends a line too (YAML 1.2 §5.4); of CR LF only the LF does.
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
                line_starts.push(index as u32 + 1);
            }
        }
        SourceFile { path, text, line_starts, hidden: Vec::new() }
    }

    pub(super) fn hide(&mut self, range: Range<usize>, name: &str) {
        if range.is_empty() {
            return;
        }
        // Kept in order and apart: several rules may find the same literal, which is drawn once, under the first name.
        let at = self.hidden.partition_point(|known| known.range.end <= range.start);
        let others = self.hidden[at..].iter().take_while(|known| known.range.start < range.end).count();
        if others == 0 {
            self.hidden.insert(at, Hidden { range, name: name.to_owned() });
            return;
        }
        let start = self.hidden[at].range.start.min(range.start);
        let end = self.hidden[at + others - 1].range.end.max(range.end);
        self.hidden[at].range = start..end;
        self.hidden.drain(at + 1..at + others);
    }

    /// Drops the text behind the line that a byte is in, with what was hidden there.
    pub(super) fn cut(&mut self, offset: usize) {
        let lines = self.line_of(offset) + 1;
        let end = self.line_range(lines - 1).end;
        self.text = self.text[..end].into();
        self.line_starts.truncate(lines);
        self.line_starts.shrink_to_fit();
        self.hidden.retain(|hidden| hidden.range.end <= end);
    }

    /// The path as people know it.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Ranges that must not be shown.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Line (from 0) that a byte is in.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Bytes of a line (from 0), its end of line left out.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_starts.get(line).map_or(self.text.len(), |start| *start as usize);
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |start| *start as usize);
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// How many lines there are; a text that ends in a newline has an empty last one.
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// Line and column of a byte offset.
    pub fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.text.len());
        let line = self.line_of(offset);
        let start = self.line_starts[line] as usize;
        let before = self.text.get(start..offset).unwrap_or("");
        // A byte order mark is not a character that an editor counts.
        let column = before.chars().filter(|c| *c != '\u{feff}').count() + 1;
        Location { path: self.path.clone(), line: line + 1, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_ranges_are_in_order_and_apart() {
        let mut file = SourceFile::new("a.yaml".into(), "0123456789".into());
        for (range, name) in [(6..8, "b"), (1..3, "a"), (2..3, "c"), (8..9, "d"), (4..4, "e"), (7..10, "f")] {
            file.hide(range, name);
        }
        let hidden: Vec<_> =
            file.hidden().iter().map(|hidden| (hidden.range.clone(), hidden.name.as_str())).collect();
        assert_eq!(hidden, [(1..3, "a"), (6..10, "b")]);
    }

    #[test]
    fn of_a_text_that_was_cut_the_first_lines_are_left() {
        let mut file = SourceFile::new("a.csv".into(), "case,n\r\nx,1\ny,2\n".into());
        file.hide(0..4, "a");
        file.hide(8..11, "b");
        file.cut(3);
        assert_eq!((&**file.text(), file.lines(), file.hidden().len()), ("case,n", 1, 1));
        assert_eq!(file.location(5).to_string(), "a.csv:1:6");
    }

    #[test]
    fn columns_count_characters_and_lines_end_in_any_way() {
        let file = SourceFile::new("a.yaml".into(), "a: ü\r\n\tb: 1\rc".into());
        assert_eq!(file.location(0).to_string(), "a.yaml:1:1");
        assert_eq!(file.location(5).to_string(), "a.yaml:1:5");
        assert_eq!(file.location(8).to_string(), "a.yaml:2:2");
        assert_eq!(file.location(13).to_string(), "a.yaml:3:1");
        assert_eq!(&file.text()[file.line_range(0)], "a: ü");
    }
}

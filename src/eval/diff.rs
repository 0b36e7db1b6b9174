//! Differences between two texts, for failures.

use similar::{ChangeTag, TextDiff};

/// Lines of a diff that are shown.
const LONGEST: usize = 60;

/// Larger texts are not compared line by line: it would take seconds.
pub const LARGEST: usize = 256 * 1024;

/// A unified diff with `-` for what was expected and `+` for what is there; empty when it would say nothing.
pub fn lines(expected: &str, actual: &str) -> Vec<String> {
    if expected.len() + actual.len() > LARGEST {
        return Vec::new();
    }
    let diff = TextDiff::from_lines(expected, actual);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(2).iter().enumerate() {
        if index > 0 {
            lines.push("  …".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(format!("{sign} {}", change.value().trim_end_matches(['\n', '\r'])));
        }
    }
    if lines.len() > LONGEST {
        let more = lines.len() - LONGEST;
        lines.truncate(LONGEST);
        lines.push(format!("… and {more} more lines"));
    }
    lines
}

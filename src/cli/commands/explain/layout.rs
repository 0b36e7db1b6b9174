//! Lists of names in explanations.

use std::fmt::{Display, Write};

/// Columns of a list of names.
const WIDTH: usize = 100;

/// Adds names, as many in a line as fit.
pub fn names<'n>(text: &mut String, names: impl Iterator<Item = &'n str>) {
    let mut line = String::new();
    for name in names {
        if line.len() + name.len() > WIDTH {
            let _ = writeln!(text, "   {line}");
            line.clear();
        }
        let _ = write!(line, " {name}");
    }
    let _ = writeln!(text, "   {line}");
}

/// Adds lines of a name and a sentence.
pub fn entries(text: &mut String, entries: impl IntoIterator<Item = (impl Display, impl Display)>) {
    for (name, doc) in entries {
        let _ = writeln!(text, "  {name:<20} {doc}");
    }
}

//! A typo in YAML, and how to fix it.

use std::ops::Range;

use crate::diag::Code;

/// A usual hint.
pub struct Hint {
    pub code: Code,
    /// Where it is.
    pub range: Range<usize>,
    pub message: String,
    pub help: Option<&'static str>,
    /// What mends it: ranges and what belongs there.
    pub edits: Vec<(Range<usize>, String)>,
    /// There is no other way to understand what was meant.
    pub safe: bool,
}

impl Hint {
    pub fn new(code: Code, range: Range<usize>, message: impl Into<String>) -> Self {
        Hint { code, range, message: message.into(), help: None, edits: Vec::new(), safe: true }
    }

    pub fn edit(mut self, range: Range<usize>, text: impl Into<String>) -> Self {
        self.edits.push((range, text.into()));
        self
    }

    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    pub fn unsure(mut self) -> Self {
        self.safe = false;
        self
    }
}

/// What is wrong in a text in double quotes that stands at `range` and has an escape that YAML (1.2.2 §5.7) does not have.
pub fn bad_escape(source: &str, range: Range<usize>) -> Option<Hint> {
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
            let hint = Hint::new(Code::YamlSyntax, at..at + 1 + escape.len_utf8(), message)
                .help("write regular expressions in 'single' quotes, where a `\\` is a `\\`");
            return Some(hint.edit(range, format!("'{}'", inner.replace('\'', "''"))));
        }
    }
    None
}

/// A quote that is never closed.
pub fn open_quote(at: usize) -> Hint {
    Hint::new(Code::YamlSyntax, at..at + 1, "this quote is never closed")
        .help("to use a quote inside a string, put the other kind of quotes around it")
}

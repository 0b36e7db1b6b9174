//! The guide shows sample values where each run has its own: two outputs are the same if they differ in these only.

use std::path::Path;

use regex::Regex;

use crate::support::redact::Redact;

/// Compares outputs.
pub struct Sample {
    own: Vec<(Regex, &'static str)>,
    redact: Redact,
}

impl Sample {
    /// For commands that run in this folder, known by these two paths.
    pub fn new(folder: &Path, alias: &Path) -> Sample {
        let own = [
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuid]"),
            (r"\b[a-z]+\.[a-z]+\.\d+@example\.com", "[name]"),
            (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", "[date]"),
            (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", "[timestamp]"),
            // Lengths differ with the names in the bodies.
            (r"content-length: \d+", "content-length: [n]"),
            (r", \d+ B\)", ", [size])"),
            // What `random_string` makes.
            (r#""Test \w{8}""#, "\"Test [random]\""),
            // As many as the machine has cores.
            (r"\d+ at once", "[n] at once"),
        ];
        let compile = |(pattern, with)| (Regex::new(pattern).expect("a pattern of ours"), with);
        Sample { own: own.into_iter().map(compile).collect(), redact: Redact::new(folder, alias, false) }
    }

    /// The text without what each run has for itself.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (pattern, with) in &self.own {
            text = pattern.replace_all(&text, *with).into_owned();
        }
        self.redact.apply(&text)
    }
}

//! Explanations of what files may contain: keys, operators, and what expressions call.

use std::fmt::Write;

use crate::model::keys::{OPERATORS, SECTIONS, Section};
use crate::vocabulary::limits::default_of;
use crate::vocabulary::{FILTERS, FUNCTIONS, Key, Signature, TESTS};

/// Columns of a list of names.
const WIDTH: usize = 100;

pub fn key(section: &Section, key: &Key) -> String {
    let mut text = format!("{} (key)\n\n{}\n\n", key.name, key.doc);
    let _ = writeln!(text, "  where    {}", section.title);
    text.push_str(&value(section.path, key));
    if let Some(below) = section.below(key) {
        text.push_str("\nIts keys:\n");
        entries(&mut text, below.keys.iter().map(|key| (key.name, key.doc)));
    }
    text
}

pub fn operator(operator: &Key) -> String {
    let head = format!("{} (operator)\n\n{}\n\n", operator.name, operator.doc);
    head + &value("operator.", operator)
}

/// `what`: function, filter or test.
pub fn function(what: &str, function: &Signature) -> String {
    format!("{} ({what})\n\n{}\n\n  written  {}\n", function.name, function.doc, function.usage)
}

/// What a key's value is, its default and an example.
fn value(path: &str, key: &Key) -> String {
    let mut text = format!("  value    {}\n", key.takes.describe());
    if let Some(default) = default_of(&format!("{path}{}", key.name)) {
        let _ = writeln!(text, "  default  {default}");
    }
    let _ = writeln!(text, "  example  {}: {}", key.name, key.example);
    text
}

/// Everything that the language has, for the list of all topics.
pub fn list() -> String {
    let mut text = String::from("\nKeys of files:\n");
    for section in SECTIONS {
        let _ = writeln!(text, "  {}", section.title);
        let mut line = String::new();
        for key in section.keys {
            if line.len() + key.name.len() > WIDTH {
                let _ = writeln!(text, "   {line}");
                line.clear();
            }
            let _ = write!(line, " {}", key.name);
        }
        let _ = writeln!(text, "   {line}");
    }
    text.push_str("\nOperators of matchers:\n");
    entries(&mut text, OPERATORS.iter().map(|operator| (operator.name, operator.doc)));
    for (title, functions) in [("Functions", FUNCTIONS), ("Filters", FILTERS), ("Tests, after `is`,", TESTS)]
    {
        let mut sorted: Vec<_> = functions.iter().map(|function| (function.name, function.doc)).collect();
        sorted.sort_unstable();
        let _ = writeln!(text, "\n{title} of expressions:");
        entries(&mut text, sorted);
    }
    text
}

fn entries(text: &mut String, entries: impl IntoIterator<Item = (&'static str, &'static str)>) {
    for (name, doc) in entries {
        let _ = writeln!(text, "  {name:<20} {doc}");
    }
}

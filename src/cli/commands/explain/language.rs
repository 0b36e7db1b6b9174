//! Explanations of what files may contain: keys, operators, and what expressions call.

use std::fmt::Write;

use super::layout::{entries, names};
use crate::model::keys::{OPERATORS, SECTIONS, Section};
use crate::model::{ActionKind, BodySpec};
use crate::vocabulary::limits::default_of;
use crate::vocabulary::{FILTERS, FUNCTIONS, Key, Signature, TESTS};

/// Path of the keys of a step.
const STEP_PATH: &str = "step.";

pub fn key(section: &Section, key: &Key) -> String {
    let action = ActionKind::named(key.name).filter(|_| section.path == STEP_PATH);
    let body = BodySpec::named(key.name).filter(|_| section.path == STEP_PATH);
    let what = match (action, body) {
        (Some(_), _) => "key, makes a kind of step",
        (_, Some(_)) => "key, makes a kind of body",
        _ => "key",
    };
    let mut text = format!("{} ({what})\n\n{}\n\n", key.name, key.doc);
    let _ = writeln!(text, "  where    {}", section.title);
    text.push_str(&value(section.path, key));
    if let Some(action) = action {
        text.push_str("\nKeys that may be beside it:\n");
        names(&mut text, beside(action, section));
    }
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
        names(&mut text, section.keys.iter().map(|key| key.name));
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

/// The keys of a step that may be beside the one that makes its kind.
fn beside(action: ActionKind, section: &Section) -> impl Iterator<Item = &'static str> {
    let names = section.keys.iter().map(|key| key.name);
    names.filter(move |name| action.takes(name) && ActionKind::named(name).is_none())
}

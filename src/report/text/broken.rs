//! Rules of a JSON Schema that a value breaks, a line each.

use crate::model::{BrokenRule, BrokenRules, Count};

/// `1 rule`, `3 rules`.
pub(super) fn count_rules(rules: &BrokenRules) -> String {
    match (&rules.count, rules.uncounted) {
        (Count::Number(1), false) => "1 rule".to_owned(),
        (Count::Number(1), true) => "more than 1 rule".to_owned(),
        (count, false) => format!("{count} rules"),
        (count, true) => format!("more than {count} rules"),
    }
}

/// A line for each rule, those of the alternatives of `oneOf` and `anyOf` below it.
pub(super) fn lines(rules: &BrokenRules) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in &rules.shown {
        lines.push(format!("{} ({}, {})", difference(&rule.path, rule), rule.keyword, rule.location));
        alternatives(rule, "  ", &mut lines);
    }
    if rules.more != Count::Number(0) {
        let least = if rules.uncounted { "at least " } else { "" };
        lines.push(format!("… and {least}{} more", rules.more));
    }
    lines
}

fn alternatives(rule: &BrokenRule, indent: &str, lines: &mut Vec<String>) {
    for (index, broken) in rule.alternatives.iter().enumerate() {
        for rule in broken {
            let text = difference(&rule.path, rule);
            lines.push(format!("{indent}alternative {}: {text} ({})", index + 1, rule.keyword));
            alternatives(rule, &format!("{indent}  "), lines);
        }
    }
}

/// What is wrong with a value.
pub(super) fn difference(subject: &str, rule: &BrokenRule) -> String {
    let expected = format!("expected {subject} to {}", rule.should);
    match &rule.value {
        Some(value) => format!("{expected}, got {}", value.text),
        None => format!("{expected} (its value is not shown, because it may contain a secret)"),
    }
}

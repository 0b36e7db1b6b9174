//! Rules of a JSON Schema that a value breaks, a line each.

use crate::model::{BrokenRule, BrokenRules, Count};

/// `a rule`, `3 rules`.
pub(super) fn count_rules(rules: &BrokenRules) -> String {
    match (&rules.count, rules.uncounted) {
        (Count::Number(1), false) => "a rule".to_owned(),
        (Count::Number(1), true) => "more than one rule".to_owned(),
        (count, false) => format!("{count} rules"),
        (count, true) => format!("more than {count} rules"),
    }
}

/// A line for each rule, those of the alternatives of `oneOf` and `anyOf` below it.
pub(super) fn lines(rules: &BrokenRules) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in &rules.shown {
        lines.push(format!("{} {} ({}, {})", rule.path, difference(rule), rule.keyword, rule.location));
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
            let text = difference(rule);
            lines.push(format!("{indent}alternative {}: {} {text} ({})", index + 1, rule.path, rule.keyword));
            alternatives(rule, &format!("{indent}  "), lines);
        }
    }
}

/// What is wrong with a value, without its place.
pub(super) fn difference(rule: &BrokenRule) -> String {
    let is = match &rule.value {
        Some(value) => format!("is {}", value.text),
        None => "is not; its value is not shown, since a secret may be among the values".to_owned(),
    };
    format!("should {}, but {is}", rule.should)
}

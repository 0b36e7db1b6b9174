//! How a value differs from what was expected.

use std::borrow::Cow;

use super::broken::count_rules;
use super::rule::does_not;
use crate::diag::article;
use crate::model::{Count, DisplayValue, MissingValue, Observed, Rule, SnapshotState};

/// Characters of a value in a sentence.
const LONGEST: usize = 80;

/// A value as a sentence has it: its beginning, in one line.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    if is_short(text) {
        return Cow::Borrowed(text);
    }
    let line = text.lines().next().unwrap_or_default();
    Cow::Owned(line.chars().take(LONGEST).chain(['…']).collect())
}

/// True where a sentence has the value whole.
pub(super) fn is_short(text: &str) -> bool {
    !text.contains('\n') && text.chars().nth(LONGEST).is_none()
}

/// The value that is there, to complete "expected …, got …"; `None` where something else than the value is wrong.
pub(super) fn received(observed: &Observed, actual: Option<&DisplayValue>) -> Option<String> {
    let value = actual.map_or(Cow::Borrowed("nothing"), |actual| short(&actual.text));
    let typed = |needed: &str| match actual {
        Some(actual) => format!("{value} ({}{needed})", actual.type_name),
        None => value.to_string(),
    };
    Some(match observed {
        Observed::Value | Observed::Alternatives(_) => value.into_owned(),
        Observed::Withheld => actual?.text.clone(),
        Observed::Type => typed(""),
        Observed::OtherType { actual, expected } => format!("{value} ({actual}, not {expected})"),
        Observed::NoString => typed(", not string"),
        Observed::NoArray => typed(", not array"),
        Observed::NoLength => typed(", which has no length"),
        Observed::Unordered(why) => format!("{value} ({why})"),
        Observed::NoPart(of) => format!("{value}, and {} {of} cannot be part of a string", article(of)),
        _ => return None,
    })
}

/// Completes "expected …, but …".
pub(super) fn clause(rule: &Rule, observed: &Observed, actual: Option<&DisplayValue>) -> String {
    let predicate = differs(rule, observed, actual);
    match observed {
        Observed::Elements { .. }
        | Observed::Element { .. }
        | Observed::Twice { .. }
        | Observed::OutOfOrder { .. }
        | Observed::Nothing(_)
        | Observed::Missing(_)
        | Observed::Snapshot(_) => predicate,
        _ => format!("it {predicate}"),
    }
}

/// A predicate ("is 3", "has length 2"), or a clause where its subject is not the value.
pub(super) fn differs(rule: &Rule, observed: &Observed, actual: Option<&DisplayValue>) -> String {
    if let Some(value) = received(observed, actual) {
        return format!("is {value}");
    }
    match observed {
        Observed::Value
        | Observed::Alternatives(_)
        | Observed::Type
        | Observed::OtherType { .. }
        | Observed::NoString
        | Observed::NoArray
        | Observed::NoLength
        | Observed::Unordered(_)
        | Observed::NoPart(_) => String::new(),
        Observed::Withheld => does_not(rule).to_owned(),
        Observed::Nothing(_) => "found nothing there".to_owned(),
        Observed::Length(length) => format!("has length {length}"),
        Observed::Element { index, count, observed } => {
            format!("element {index} of {count} {}", differs(rule, observed, actual))
        }
        Observed::Elements { holding: Count::Number(0), count, .. } => {
            format!("none of the {count} {} does", count.noun("element"))
        }
        Observed::Elements { indexes, holding, count } => {
            let listed: Vec<String> = indexes.iter().map(ToString::to_string).collect();
            let listed = listed.join(", ");
            match (rule, indexes.len()) {
                (Rule::One, _) => format!("{holding} do: elements {listed}"),
                (_, 1) => format!("element {listed} of {count} does"),
                _ => format!("elements {listed} of {count} do"),
            }
        }
        Observed::Twice { first, second, value } => {
            format!("elements {first} and {second} are both {}", value.text)
        }
        Observed::OutOfOrder { first, second, comparable, left, right } => {
            let problem = if *comparable { "are in the wrong order" } else { "are of different types" };
            format!("elements {first} and {second} {problem}: {}, {}", left.text, right.text)
        }
        Observed::Nodes(count) => {
            let value = actual.map_or(Cow::Borrowed("nothing"), |actual| short(&actual.text));
            format!("finds {count}: {value}")
        }
        Observed::Breaks(rules) => format!("breaks {} of the schema", count_rules(rules)),
        Observed::BreaksSchema { rules, .. } => format!("breaks {} of its schema", count_rules(rules)),
        Observed::Byte(number) => format!("differs from byte {number} on"),
        Observed::Opposite => match rule {
            Rule::Flag { set: true, .. } => "is not".to_owned(),
            Rule::Boolean(wanted) => format!("is {}", !wanted),
            _ => "is".to_owned(),
        },
        Observed::StillFalse { missing, attempts } => {
            let missing = missing.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
            let after = attempts
                .as_ref()
                .map_or_else(String::new, |count| format!(" after {count} {}", count.noun("attempt")));
            format!("is still false{missing}{after}")
        }
        Observed::StillTrue(rounds) => {
            let noun = rounds.noun("round");
            format!("is still true after {rounds} {noun}, the maximum")
        }
        Observed::Unreadable(why) | Observed::Deviation { message: why, .. } => why.clone(),
        Observed::Missing(missing) => not_captured(missing),
        Observed::Snapshot(state) => snapshot(state),
        Observed::TooFew(count) => format!("has {count} {}", count.noun("element")),
    }
}

fn not_captured(missing: &MissingValue) -> String {
    match missing {
        MissingValue::Cookie(name) => format!("the response sets no cookie `{name}`"),
        MissingValue::Header(name) => format!("the response has no header `{name}`"),
        MissingValue::Regex => "the regular expression, or its first group, matches nothing".to_owned(),
        MissingValue::Nothing(path) => format!("found nothing at {path}"),
        MissingValue::Several { path, count } => format!("{path} finds {count} values, not one"),
    }
}

fn snapshot(state: &SnapshotState) -> String {
    match state {
        SnapshotState::Differs => "it differs",
        SnapshotState::New => "it does not exist yet",
        SnapshotState::Invalid(_) => "it is not JSON",
        SnapshotState::WrittenTwice => "this run has already written a different body",
    }
    .to_owned()
}

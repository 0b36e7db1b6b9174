//! How a value differs from what was asked for, to complete "…, but …".

use super::broken::count_rules;
use super::rule::does_not;
use crate::diag::article;
use crate::model::{Count, DisplayValue, MissingValue, Observed, Rule, SnapshotState};

/// Words that complete "…, but …". The value of `observed` is `actual`.
pub(super) fn differs(rule: &Rule, observed: &Observed, actual: Option<&DisplayValue>) -> String {
    let value = actual.map_or("nothing", |actual| &actual.text);
    let unfit = |needed: &str| match actual {
        Some(actual) => {
            let of = &actual.type_name;
            format!("is {} {of}{needed}: {value}", article(of))
        }
        None => format!("is {value}"),
    };
    match observed {
        Observed::Value | Observed::Alternatives(_) => format!("is {value}"),
        Observed::Withheld => does_not(rule).to_owned(),
        Observed::Nothing(_) => "nothing was found there".to_owned(),
        Observed::Type => unfit(""),
        Observed::OtherType { actual, expected } => format!("is {value} ({actual} instead of {expected})"),
        Observed::NoString => unfit(", not a text"),
        Observed::NoArray => unfit(", not an array"),
        Observed::NoLength => unfit(", which has none"),
        Observed::Unordered(why) => format!("is {value} ({why})"),
        Observed::NoPart(of) => format!("is {value}, and {} {of} is no part of a text", article(of)),
        Observed::Length(length) => format!("the length is {length}"),
        Observed::Element { index, count, observed } => {
            format!("element {index} of {count} {}", differs(rule, observed, actual))
        }
        Observed::Elements { holding: Count::Number(0), count, .. } => {
            format!("none of its {count} elements does")
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
            let problem = if *comparable { "stand in the wrong order" } else { "are of different types" };
            format!("elements {first} and {second} {problem}: {}, {}", left.text, right.text)
        }
        Observed::Nodes(count) => format!("finds {count}: {value}"),
        Observed::Breaks(rules) => format!("breaks {} of it", count_rules(rules)),
        Observed::BreaksSchema { rules, .. } => format!("breaks {} of its schema", count_rules(rules)),
        Observed::Byte(number) => format!("differs from byte {number}"),
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
            format!("is still true after {rounds} {noun}, the most allowed")
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
        MissingValue::Regex => {
            "the regular expression matches nothing, or its first group takes no part".to_owned()
        }
        MissingValue::Nothing(path) => format!("found nothing at {path}"),
        MissingValue::Several { path, count } => format!("{path} finds {count} values, not one"),
    }
}

fn snapshot(state: &SnapshotState) -> String {
    match state {
        SnapshotState::Differs => "it differs",
        SnapshotState::New => "there is none yet",
        SnapshotState::Invalid(_) => "it is not JSON",
        SnapshotState::WrittenTwice => "this run has written another body",
    }
    .to_owned()
}

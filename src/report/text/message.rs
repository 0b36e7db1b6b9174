//! The sentence of a problem, and the lines below it. Every format takes them from here.

use std::borrow::Cow;

use super::broken;
use super::observed::{clause, differs, received, short};
use super::rule::{should, to};
use crate::eval::display;
use crate::model::{
    Cause, DisplayValue, Expectation, Mismatch, Note, Observed, Problem, Rule, SnapshotState,
};

/// What went wrong, in one sentence.
pub fn message(problem: &Problem) -> Cow<'_, str> {
    match &problem.cause {
        Cause::Mismatch(mismatch) => sentence(mismatch).into(),
        Cause::Message(message) => message.into(),
        Cause::Reported(reported) => Cow::Borrowed(&reported.message),
    }
}

/// A remark, in one sentence.
pub(crate) fn note_text(note: &Note) -> Cow<'_, str> {
    match note {
        Note::Message(message) => message.into(),
        Note::Deviation(mismatch) => {
            format!("{}: {}", mismatch.operator.as_deref().unwrap_or_default(), sentence(mismatch)).into()
        }
    }
}

/// What an expectation asks for: a value, or words where that is a matcher.
pub(crate) fn expected_value(expectation: &Expectation) -> Option<Cow<'_, DisplayValue>> {
    if let Some(value) = &expectation.expected {
        return Some(Cow::Borrowed(value));
    }
    let rule = expectation.rule.as_ref()?;
    let kind = if matches!(&*expectation.operator, "all_of" | "any_of") { "matchers" } else { "matcher" };
    Some(Cow::Owned(display::plain(display::trim(&should(rule)), kind)))
}

fn sentence(mismatch: &Mismatch) -> String {
    let Mismatch { target, rule, observed, actual, .. } = mismatch;
    let predicate = || differs(rule, observed, actual.as_ref());
    match (rule, observed) {
        (Rule::Documented { operation }, _) => match &**operation {
            "" => deviation(mismatch),
            operation => format!("{operation}: {}", deviation(mismatch)),
        },
        (Rule::Boolean(_), Observed::Opposite) => format!("`{target}` {}", predicate()),
        (Rule::Boolean(_), Observed::StillFalse { .. }) => format!("`until: {target}` {}", predicate()),
        (Rule::Boolean(_), Observed::StillTrue(_)) => format!("`while: {target}` {}", predicate()),
        (Rule::Captured, _) => format!("cannot capture `{target}`: {}", predicate()),
        (Rule::Snapshot, Observed::Snapshot(state)) => snapshot(target, state),
        (Rule::AtLeast(least), _) => format!("`{target}` {}, but needs at least {least}", predicate()),
        (Rule::Snapshot, Observed::Unreadable(why)) => format!("the body {why}"),
        (_, Observed::Unreadable(why)) => format!("{target} {why}"),
        (_, Observed::Nothing(_)) => format!("found nothing at {target}, expected it {}", to(&shorten(rule))),
        (Rule::Be(value), Observed::Value) => {
            let got = actual.as_ref().map_or("nothing", |actual| &actual.text);
            format!("expected {target} {}, got {}", short(value), short(got))
        }
        (Rule::Count(rule), _) => {
            let got = actual.as_ref().map_or("nothing", |actual| &actual.text);
            format!("expected the number of lines of {target} {}, got {}", to(&shorten(rule)), short(got))
        }
        (Rule::Length(rule), Observed::Length(length)) => {
            format!("expected the length of {target} {}, got {length}", to(&shorten(rule)))
        }
        _ => {
            let rule = shorten(rule);
            let expected = format!("expected {target} {}", to(&rule));
            match received(observed, actual.as_ref()) {
                Some(value) => format!("{expected}, got {value}"),
                None => format!("{expected}, but {}", clause(&rule, observed, actual.as_ref())),
            }
        }
    }
}

/// The rule with long values cut: they are shown whole below the sentence.
fn shorten(rule: &Rule) -> Rule {
    let mut rule = rule.clone();
    rule.each_text(&mut |text| *text = short(text).into_owned());
    rule
}

/// What does not follow the OpenAPI document, without the name of the operation.
fn deviation(mismatch: &Mismatch) -> String {
    let Mismatch { target, rule, observed, actual, .. } = mismatch;
    match observed {
        Observed::BreaksSchema { rules, body } => match rules.single() {
            // What is said of a parameter as a whole needs no path.
            Some(one) if !body && one.path == "$" => broken::difference(target, one),
            Some(one) => format!("{target}: {}", broken::difference(&one.path, one)),
            None => format!("{target} {}", differs(rule, observed, actual.as_ref())),
        },
        _ => format!("{target} {}", differs(rule, observed, actual.as_ref())),
    }
}

fn snapshot(path: &str, state: &SnapshotState) -> String {
    match state {
        SnapshotState::Differs => format!(
            "the body differs from the snapshot `{path}`; if the new body is right, update the snapshot with `--update-snapshots`"
        ),
        SnapshotState::New => format!(
            "the snapshot `{path}` does not exist yet; review the body, then create it with `--update-snapshots`"
        ),
        SnapshotState::Invalid(why) => format!("the snapshot `{path}` is not JSON: {why}"),
        SnapshotState::WrittenTwice => {
            format!(
                "this run has already written `{path}` with a different body: mask the values that change with `mask`"
            )
        }
    }
}

/// Further lines of a problem, without its diff: reasons, hints, remarks.
pub fn details(problem: &Problem) -> Vec<String> {
    let mut lines = match &problem.cause {
        Cause::Mismatch(mismatch) => [reasons(&mismatch.observed), mismatch.details.clone()].concat(),
        Cause::Message(_) => Vec::new(),
        Cause::Reported(reported) => reported.details.clone(),
    };
    lines.extend(problem.remarks.iter().cloned());
    lines
}

fn reasons(observed: &Observed) -> Vec<String> {
    match observed {
        Observed::Nothing(all) | Observed::Alternatives(all) => all
            .iter()
            .map(|one| {
                let (rule, actual) = (shorten(&one.rule), one.actual.as_ref());
                match received(&one.observed, actual) {
                    Some(value) => format!("expected it {}, got {value}", to(&rule)),
                    None => {
                        format!("expected it {}, but {}", to(&rule), clause(&rule, &one.observed, actual))
                    }
                }
            })
            .collect(),
        Observed::Element { observed, .. } => reasons(observed),
        Observed::Breaks(rules) => broken::lines(rules),
        Observed::BreaksSchema { rules, .. } => {
            let mut lines = broken::lines(rules);
            if let Some(one) = rules.single() {
                lines[0] = format!("see {} ({})", one.location, one.keyword);
            }
            lines
        }
        Observed::Deviation { location, .. } => vec![format!("see {location}")],
        Observed::Nodes(_) => {
            vec![
                "choose what to check with `each`, `some`, `none` or `one`, or use a path to a single value"
                    .to_owned(),
            ]
        }
        _ => Vec::new(),
    }
}

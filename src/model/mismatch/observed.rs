//! How a value differs from what was asked for.

use serde::{Deserialize, Serialize};

use super::broken::BrokenRules;
use super::count::Count;
use super::display_value::DisplayValue;
use super::rule::Rule;

/// How a value differs from what was asked for. The value itself is `actual` of the mismatch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Observed {
    /// It is another value.
    Value,
    /// It is the value in `actual`, which is not shown: a secret may be in it.
    Withheld,
    /// There is nothing, and why its length, 0, meets none of the alternatives that are asked of it.
    Nothing(Vec<Alternative>),
    /// It is of another type than the ones asked for.
    Type,
    /// It is another value, of another type than the expected one.
    OtherType {
        /// Type of the value.
        actual: String,
        /// Type of the expected value.
        expected: String,
    },
    /// It is no string, as the operator needs.
    NoString,
    /// It is no array, as the operator needs.
    NoArray,
    /// It is of a type that has no length.
    NoLength,
    /// It cannot be ordered: why, in a few words.
    Unordered(String),
    /// It is a string, which a value of this type cannot be a part of.
    NoPart(String),
    /// Its length.
    Length(Count),
    /// The first element that differs.
    Element {
        /// Its index, from 0.
        index: Count,
        /// How many elements there are.
        count: Count,
        /// How it differs.
        observed: Box<Observed>,
    },
    /// The elements for which the rule is true, the first few of them.
    Elements {
        /// Their indexes, from 0.
        indexes: Vec<Count>,
        /// For how many elements it is true.
        holding: Count,
        /// How many elements there are.
        count: Count,
    },
    /// Two elements are equal.
    Twice {
        /// Index of one.
        first: Count,
        /// Index of the other.
        second: Count,
        /// Their value.
        value: DisplayValue,
    },
    /// An element and its successor.
    OutOfOrder {
        /// Index of the first.
        first: Count,
        /// Index of the second.
        second: Count,
        /// False where they have no order at all.
        comparable: bool,
        /// The first.
        left: DisplayValue,
        /// The second.
        right: DisplayValue,
    },
    /// So many nodes, where one is needed.
    Nodes(Count),
    /// Why each alternative is not met.
    Alternatives(Vec<Alternative>),
    /// It breaks rules of a JSON Schema.
    Breaks(BrokenRules),
    /// Bytes differ from this one on, counted from 1.
    Byte(Count),
    /// A flag or boolean is the opposite.
    Opposite,
    /// `until` has not become true.
    StillFalse {
        /// What is missing in it.
        missing: Option<String>,
        /// After so many attempts, where there are no more.
        attempts: Option<Count>,
    },
    /// `while` was true so many rounds, the most allowed.
    StillTrue(Count),
    /// The body cannot be read; completes "the body …".
    Unreadable(String),
    /// Nothing was captured.
    Missing(MissingValue),
    /// The body is not the snapshot.
    Snapshot(SnapshotState),
    /// So many elements.
    TooFew(Count),
    /// A deviation from the OpenAPI document.
    Deviation {
        /// Completes the name of the target.
        message: String,
        /// The place in the document.
        location: String,
    },
    /// A parameter or body breaks rules of its schema in the OpenAPI document.
    BreaksSchema {
        /// The rules.
        rules: BrokenRules,
        /// The target is a body, so that its root is worth a path.
        body: bool,
    },
}

/// Why one alternative of `any_of` is not met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it asks for.
    pub rule: Rule,
    /// How the value differs from that.
    pub observed: Observed,
    /// What is there.
    pub actual: Option<DisplayValue>,
}

/// Why a capture has no value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MissingValue {
    /// The response sets no cookie of this name.
    Cookie(String),
    /// The response has no header of this name.
    Header(String),
    /// The regular expression does not match, or its first group takes no part.
    Regex,
    /// Nothing at this path.
    Nothing(String),
    /// Several values at a path, where one is needed.
    Several {
        /// The path.
        path: String,
        /// How many.
        count: Count,
    },
}

/// Why the body is not as in its snapshot; the snapshot's path is the target of the mismatch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SnapshotState {
    /// The body is another one.
    Differs,
    /// There is no such file.
    New,
    /// The file is not JSON: why.
    Invalid(String),
    /// The same run has written the file with another body.
    WrittenTwice,
}

impl Observed {
    /// Calls `change` with every string that may contain a value.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Observed::Unordered(text)
            | Observed::Unreadable(text)
            | Observed::Snapshot(SnapshotState::Invalid(text)) => change(text),
            Observed::Missing(
                MissingValue::Cookie(text) | MissingValue::Header(text) | MissingValue::Nothing(text),
            ) => change(text),
            Observed::Missing(MissingValue::Several { path, count }) => {
                change(path);
                count.each_text(change);
            }
            Observed::StillFalse { missing, attempts } => {
                missing.iter_mut().for_each(&mut *change);
                attempts.iter_mut().for_each(|attempts| attempts.each_text(change));
            }
            Observed::Length(count)
            | Observed::Nodes(count)
            | Observed::Byte(count)
            | Observed::StillTrue(count)
            | Observed::TooFew(count) => count.each_text(change),
            Observed::Elements { indexes, holding, count } => {
                let counts = indexes.iter_mut().chain([holding, count]);
                counts.for_each(|count| count.each_text(change));
            }
            Observed::Deviation { message, location } => {
                change(message);
                change(location);
            }
            Observed::Element { index, count, observed } => {
                index.each_text(change);
                count.each_text(change);
                observed.each_text(change);
            }
            Observed::Twice { first, second, value } => {
                first.each_text(change);
                second.each_text(change);
                value.each_text(change);
            }
            Observed::OutOfOrder { first, second, left, right, .. } => {
                first.each_text(change);
                second.each_text(change);
                left.each_text(change);
                right.each_text(change);
            }
            Observed::Nothing(all) | Observed::Alternatives(all) => {
                for one in all {
                    one.rule.each_text(change);
                    one.observed.each_text(change);
                    one.actual.iter_mut().for_each(|actual| actual.each_text(change));
                }
            }
            Observed::Breaks(rules) | Observed::BreaksSchema { rules, .. } => rules.each_text(change),
            Observed::Value
            | Observed::Withheld
            | Observed::Type
            | Observed::OtherType { .. }
            | Observed::NoString
            | Observed::NoArray
            | Observed::NoLength
            | Observed::NoPart(_)
            | Observed::Opposite
            | Observed::Missing(MissingValue::Regex)
            | Observed::Snapshot(SnapshotState::Differs | SnapshotState::New | SnapshotState::WrittenTwice) =>
                {}
        }
    }
}

//! What judging a value may cost.
//!
//! A schema that refers to itself from several branches looks at what is below once for each of them, so that the cost
//! doubles with every level of a body, and the body comes from the server. The validator has no limit of its own and no
//! way to stop, so a keyword of ours counts the visits of such schemas, and leaves by unwinding when there were too many.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::Map;

use super::instance::{Instance, Options};
use super::subschemas::each_part;
use crate::value::Value;
use crate::vocabulary::limits::{SCHEMA_VISITS, SCHEMA_VISITS_TOLD};

/// The keyword that counts.
const VISIT: &str = "x-runthrough-visit";

/// Visits of each value of a body, beside those that every body has.
const OF_A_VALUE: u64 = 16;

/// What a circle of references must pass, and what can visit a value twice.
const APPLICATORS: [&str; 18] = [
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "dependencies",
    "dependentSchemas",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

thread_local! {
    /// Visits that are left to what runs now; a keyword has no other way to know.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// What is judged is given up.
struct Spent;

/// What is asked of a validator.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// Whether a value follows it; what was found out once is remembered.
    Verdict,
    /// Why it does not: all reasons are kept in memory, and none is remembered.
    Reasons,
}

/// Asks a validator about a value; `None` where that takes too much.
pub fn within<T>(asked: Asked, value: &Value, judge: impl FnOnce() -> T) -> Option<T> {
    // Within another one that is its matter.
    if LEFT.get().is_some() {
        return Some(judge());
    }
    let least = match asked {
        Asked::Verdict => SCHEMA_VISITS,
        Asked::Reasons => SCHEMA_VISITS_TOLD,
    };
    LEFT.set(Some(least.saturating_add(values(value).saturating_mul(OF_A_VALUE))));
    let result = catch_unwind(AssertUnwindSafe(judge));
    LEFT.set(None);
    match result {
        Ok(found) => Some(found),
        Err(other) if other.is::<Spent>() => None,
        Err(other) => resume_unwind(other),
    }
}

fn values(root: &Value) -> u64 {
    let (mut open, mut count) = (vec![root], 0);
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    count
}

/// Has the visits of every schema counted that has others in it.
pub fn count_visits(document: &mut serde_json::Value) {
    each_part(document, &mut |members| {
        if APPLICATORS.iter().any(|name| members.contains_key(*name)) {
            members.insert(VISIT.to_owned(), true.into());
        }
    });
}

/// Adds the keyword to the options of a schema.
pub fn register(options: Options<'_>) -> Options<'_> {
    options.with_keyword(VISIT, |_: &Map<String, _>, _: &_, _: Location| Ok(Box::new(Visit) as Box<_>))
}

struct Visit;

impl Visit {
    fn count(&self) {
        match LEFT.get() {
            Some(0) => resume_unwind(Box::new(Spent)),
            Some(left) => LEFT.set(Some(left - 1)),
            None => {}
        }
    }
}

impl<'i> Keyword<'i, Instance> for Visit {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        self.count();
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        self.count();
        true
    }
}

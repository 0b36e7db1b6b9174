//! Rules about numbers, judged with all of their digits.
//!
//! The validator has numbers of 64 bits and doubles only. So the rules that compare numbers get names of ours before a schema
//! is compiled, with the JSON text of what they say as their value.

use std::cmp::Ordering;

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value as Document};

use super::instance::{Instance, Options};
use super::messages;
use super::subschemas::each_part;
use crate::value::{Number, Value};

/// Before the name of a rule whose value is the JSON text of what the schema says.
pub const EXACT: &str = "x-runthrough-exact-";

/// The rules that compare numbers, or values in which there may be some.
const RULES: [&str; 7] =
    ["const", "enum", "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];

/// A document as the tree of the validator. Rules that this could not hold have their names of ours already.
pub fn document(value: &Value) -> Document {
    match value {
        Value::Array(items) => items.iter().map(document).collect(),
        Value::Object(members) => {
            let member = |(key, value): (_, &Value)| match is_rule(key, value) && !is_held(value) {
                true => (format!("{EXACT}{key}"), value.to_json().into()),
                false => (key.to_string(), document(value)),
            };
            Document::Object(without_flags(members.iter().map(member).collect()))
        }
        scalar => scalar.into(),
    }
}

/// In draft 4 a bound is exclusive by a boolean beside it, which is wrong there without the bound: both become one rule.
fn without_flags(mut members: Map<String, Document>) -> Map<String, Document> {
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let bound = format!("{EXACT}{bound}");
        let Some(exclusive) = members.get(flag).and_then(Document::as_bool) else { continue };
        if members.contains_key(&bound) {
            // In the order of the schema, in which broken rules are reported.
            let renamed = members.into_iter().filter(|(key, _)| key != flag).map(|(key, value)| {
                let key = if exclusive && key == bound { format!("{EXACT}{flag}") } else { key };
                (key, value)
            });
            members = renamed.collect();
        }
    }
    members
}

/// True for a keyword with a value as it has it in schemas; a property may have the same name.
fn is_rule(key: &crate::value::Key, value: &Value) -> bool {
    match key.as_str() {
        "const" => true,
        "enum" => value.is_array(),
        name => RULES.contains(&name) && value.is_number(),
    }
}

/// True where the tree of the validator has all numbers of it as they are written.
fn is_held(value: &Value) -> bool {
    match value {
        Value::Number(number) => serde_json::Number::from(number).to_string() == number.to_string(),
        Value::Array(items) => items.iter().all(is_held),
        Value::Object(members) => members.values().all(is_held),
        _ => true,
    }
}

/// What a rule with a name of ours says.
pub fn exact_value(rule: &Document) -> Value {
    rule.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// True for rules that the validator would ask of a rounded number. It asks us for the values of `enum`.
fn compares(key: &str, value: &Document) -> bool {
    value.is_number() && RULES.contains(&key)
}

/// Gives the rules of a document that compare numbers their names of ours.
pub fn rename_rules(document: &mut Document) {
    each_part(document, &mut |members| {
        if !members.iter().any(|(key, value)| compares(key, value)) {
            return;
        }
        // In the order of the schema, in which broken rules are reported.
        let renamed = std::mem::take(members).into_iter().map(|(key, value)| match compares(&key, &value) {
            true => (format!("{EXACT}{key}"), Document::String(value.to_string())),
            false => (key, value),
        });
        *members = without_flags(renamed.collect());
    });
}

/// Adds the rules to the options of a schema.
pub(super) fn register(mut options: Options<'_>) -> Options<'_> {
    for name in RULES {
        options = options.with_keyword(
            format!("{EXACT}{name}"),
            move |_: &Map<String, Document>, value: &Document, _: Location| {
                Ok(Box::new(Rule::new(name, exact_value(value))) as Box<_>)
            },
        );
    }
    options
}

enum Rule {
    /// How a number must compare with the limit, or the other way.
    Bound {
        limit: Number,
        holds: fn(Ordering) -> bool,
        words: &'static str,
    },
    MultipleOf(Number),
    /// One of these values; with `const` the only one.
    Listed {
        values: Vec<Value>,
        constant: bool,
    },
    /// No number, which the drafts refuse.
    Nothing,
}

impl Rule {
    fn new(name: &str, value: Value) -> Self {
        let bound = |holds, words| match &value {
            Value::Number(limit) => Rule::Bound { limit: limit.clone(), holds, words },
            _ => Rule::Nothing,
        };
        match (name, value.as_number()) {
            ("const", _) => Rule::Listed { values: vec![value], constant: true },
            ("enum", _) => {
                Rule::Listed { values: value.as_array().cloned().unwrap_or_default(), constant: false }
            }
            ("multipleOf", Some(factor)) => Rule::MultipleOf(factor.clone()),
            ("minimum", _) => bound(Ordering::is_ge, "be at least"),
            ("maximum", _) => bound(Ordering::is_le, "be at most"),
            ("exclusiveMinimum", _) => bound(Ordering::is_gt, "be greater than"),
            ("exclusiveMaximum", _) => bound(Ordering::is_lt, "be less than"),
            _ => Rule::Nothing,
        }
    }

    fn should(&self) -> String {
        match self {
            Rule::Bound { limit, words, .. } => format!("{words} {limit}"),
            Rule::MultipleOf(factor) => format!("be a multiple of {factor}"),
            Rule::Listed { values, constant: true } => {
                format!("be {}", values.first().map(messages::brief).unwrap_or_default())
            }
            Rule::Listed { values, constant: false } => messages::one_of(values),
            Rule::Nothing => String::new(),
        }
    }
}

impl<'i> Keyword<'i, Instance> for Rule {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.should())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        match (self, instance) {
            (Rule::Bound { limit, holds, .. }, Value::Number(number)) => holds(number.cmp(limit)),
            (Rule::MultipleOf(factor), Value::Number(number)) => {
                number.remainder(factor).is_ok_and(|rest| rest.is_zero())
            }
            (Rule::Listed { values, .. }, value) => values.contains(value),
            _ => true,
        }
    }
}

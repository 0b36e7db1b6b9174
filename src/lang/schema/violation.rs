//! What of a value does not follow a schema.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;

use super::budget::{Asked, within};
use super::document::shown_location;
use super::instance::Validator;
use super::messages;
use super::numbers::EXACT;
use super::pointer::json_path;
use crate::value::Value;
use crate::vocabulary::limits::{VIOLATIONS_COUNTED, VIOLATIONS_SHOWN};

/// Alternatives of `oneOf` and `anyOf` that are told of.
const ALTERNATIVES: usize = 5;
/// Alternatives inside of each other that are told of.
const NESTED: usize = 3;

/// One rule that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The place in the value, a JSON Pointer.
    pub pointer: String,
    /// The same as a JSONPath.
    pub path: String,
    /// What is there. It may be secret.
    pub value: Value,
    /// Completes "it should …"; tells nothing of the value but the names of members.
    pub should: String,
    /// The keyword, such as `type`.
    pub keyword: String,
    /// The rule's place in the schema: path, `#` and JSON Pointer.
    pub location: String,
    /// Why each alternative of a `oneOf` or `anyOf` does not hold.
    pub alternatives: Vec<Vec<Violation>>,
}

/// The rules that a value breaks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Violations {
    /// In the order of the schema, as many as are told.
    pub shown: Vec<Violation>,
    /// How many more there are.
    pub more: usize,
    /// There may be more than were counted.
    pub uncounted: bool,
}

impl Violations {
    /// How many there are, as far as they were counted.
    pub fn count(&self) -> usize {
        self.shown.len() + self.more
    }
}

/// Whether a value follows a schema was not found out: that would take too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

impl TooMuch {
    /// Completes "the schema …".
    pub const WHY: &str = "is recursive in so many ways that judging this value would take too long";
}

/// Whether a value follows a schema.
pub fn is_valid(validator: &Validator, root: &Value) -> Result<bool, TooMuch> {
    within(Asked::Verdict, root, || validator.is_valid(root)).ok_or(TooMuch)
}

/// The rules that a value breaks.
pub fn violations(validator: &Validator, root: &Value) -> Result<Violations, TooMuch> {
    // The usual case takes half the time.
    if is_valid(validator, root)? {
        return Ok(Violations::default());
    }
    let all = within(Asked::Reasons, root, || collected(validator, root));
    // It is known to break some.
    let first =
        || within(Asked::Reasons, root, || Some(violation(&validator.validate(root).err()?, root, 0)));
    Ok(all.unwrap_or_else(|| Violations {
        shown: vec![first().flatten().unwrap_or_else(|| unsaid(root))],
        more: 0,
        uncounted: true,
    }))
}

/// Stands for rules of which none can be told in a reasonable time.
fn unsaid(root: &Value) -> Violation {
    Violation {
        pointer: String::new(),
        path: "$".to_owned(),
        value: root.clone(),
        should: "be valid against the schema, which is recursive in so many ways that the reasons cannot be listed"
            .to_owned(),
        keyword: "$ref".to_owned(),
        location: "#".to_owned(),
        alternatives: Vec::new(),
    }
}

fn collected(validator: &Validator, root: &Value) -> Violations {
    let mut result = Violations::default();
    for error in validator.iter_errors(root) {
        if result.shown.len() < VIOLATIONS_SHOWN {
            let violation = violation(&error, root, NESTED);
            // A value that two branches refuse alike is told once.
            if !result.shown.contains(&violation) {
                result.shown.push(violation);
            }
        } else if result.more < VIOLATIONS_COUNTED {
            result.more += 1;
        } else {
            result.uncounted = true;
            break;
        }
    }
    result
}

fn violation(error: &ValidationError<'_>, root: &Value, nested: usize) -> Violation {
    let pointer = error.instance_path().as_str();
    let location = match error.absolute_keyword_location() {
        Some(uri) => shown_location(uri.as_str()),
        None => format!("#{}", error.schema_path().as_str()),
    };
    let alternatives = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }
            if nested > 0 =>
        {
            let all = context.iter().take(ALTERNATIVES);
            all.map(|errors| {
                errors.iter().take(ALTERNATIVES).map(|error| violation(error, root, nested - 1)).collect()
            })
            .collect()
        }
        _ => Vec::new(),
    };
    let keyword = match error.kind() {
        // The schema `false` stands where the value of the keyword is.
        ValidationErrorKind::FalseSchema => location.rsplit('/').next().unwrap_or_default().to_owned(),
        kind => kind.keyword().replace(EXACT, ""),
    };
    Violation {
        pointer: pointer.to_owned(),
        path: json_path(pointer, root),
        value: root.pointer(pointer).cloned().unwrap_or_default(),
        should: messages::should(error),
        keyword,
        location: location.replace(EXACT, ""),
        alternatives,
    }
}

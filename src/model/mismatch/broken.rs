//! Rules of a JSON Schema that a value breaks.

use serde::{Deserialize, Serialize};

use super::count::Count;
use super::display_value::DisplayValue;

/// The rules of a schema that a value breaks, in the order of the schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrokenRules {
    /// The first of them.
    pub shown: Vec<BrokenRule>,
    /// How many there are, as far as they were counted.
    pub count: Count,
    /// How many of them are not in `shown`.
    pub more: Count,
    /// There may be more than were counted.
    pub uncounted: bool,
}

/// One rule of a schema that a value breaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrokenRule {
    /// JSONPath of the value, `$` where it is the whole.
    pub path: String,
    /// Completes "it should …"; names of properties are all that it says of the value.
    pub should: String,
    /// What is there; `None` where it is not shown.
    pub value: Option<DisplayValue>,
    /// The keyword, such as `type`.
    pub keyword: String,
    /// Place of the rule in the schema: path, `#` and JSON Pointer.
    pub location: String,
    /// The rules that each alternative of a `oneOf` or `anyOf` is broken by.
    pub alternatives: Vec<Vec<BrokenRule>>,
}

impl BrokenRules {
    /// The rule, where it is the only one.
    pub fn single(&self) -> Option<&BrokenRule> {
        match self.shown.as_slice() {
            [one] if self.count == Count::Number(1) && !self.uncounted => Some(one),
            _ => None,
        }
    }

    /// Every rule, those of alternatives included.
    pub fn each(&mut self, change: &mut dyn FnMut(&mut BrokenRule)) {
        fn all(rules: &mut [BrokenRule], change: &mut dyn FnMut(&mut BrokenRule)) {
            for rule in rules {
                change(rule);
                rule.alternatives.iter_mut().for_each(|rules| all(rules, change));
            }
        }
        all(&mut self.shown, change);
    }

    /// Calls `change` with every string that may contain a value.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        self.each(&mut |rule| {
            change(&mut rule.path);
            change(&mut rule.should);
            change(&mut rule.location);
            rule.value.iter_mut().for_each(|value| value.each_text(change));
        });
        self.count.each_text(change);
        self.more.each_text(change);
    }
}

//! A failed expectation as data, from its judgement to the reports: which rule, what was expected, what is there. Only
//! `report/text` makes a sentence of it, and nothing reads such a sentence.

mod broken;
mod count;
mod display_value;
mod observed;
mod rule;

use serde::{Deserialize, Serialize};

pub use broken::{BrokenRule, BrokenRules};
pub use count::Count;
pub use display_value::DisplayValue;
pub use observed::{Alternative, MissingValue, Observed, SnapshotState};
pub use rule::Rule;

/// Why an expectation is not met, or a capture has no value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mismatch {
    /// What the rule is about: a JSONPath, `the status`, an expression, the name of a captured variable.
    pub target: String,
    /// Name of the operator that is not met; `None` where the expectation has none.
    pub operator: Option<String>,
    /// What the expectation asks for.
    pub rule: Rule,
    /// How the value differs from that.
    pub observed: Observed,
    /// What was expected, where that is one value.
    pub expected: Option<DisplayValue>,
    /// What is there.
    pub actual: Option<DisplayValue>,
    /// Values of the parts of an expression.
    pub parts: Vec<ExpressionPart>,
    /// Lines of a diff from the expected to the actual value: `-`, `+` or a space, then the line.
    pub diff: Vec<String>,
    /// Further lines.
    pub details: Vec<String>,
}

impl Mismatch {
    /// A mismatch without values; the judgement of an operator adds target and operator last.
    pub fn new(target: impl Into<String>, rule: Rule, observed: Observed) -> Self {
        Mismatch {
            target: target.into(),
            operator: None,
            rule,
            observed,
            expected: None,
            actual: None,
            parts: Vec::new(),
            diff: Vec::new(),
            details: Vec::new(),
        }
    }

    /// Calls `change` with every string that may contain a value of the scenario or of the response.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.target);
        self.rule.each_text(change);
        self.observed.each_text(change);
        for value in self.expected.iter_mut().chain(&mut self.actual) {
            value.each_text(change);
        }
        for part in &mut self.parts {
            change(&mut part.text);
            part.value.each_text(change);
        }
        self.diff.iter_mut().chain(&mut self.details).for_each(change);
    }
}

/// What an expectation on a header is about.
pub fn header_target(name: &str) -> String {
    format!("header {name}")
}

/// A part of an expression and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpressionPart {
    /// The part as written.
    pub text: String,
    /// Its value.
    pub value: DisplayValue,
    /// The value may contain any value of the response's body.
    pub of_body: bool,
}

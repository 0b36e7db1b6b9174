//! Failures and errors of a run, and remarks, as data for the reports.

use serde::{Deserialize, Serialize};

use super::{DisplayValue, ExpressionPart, Kind, Mismatch, Observed};
use crate::source::Location;

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of thing.
    pub kind: Kind,
    /// Where it is written in the scenario.
    pub source: Option<SourceFrame>,
    /// What it is.
    pub cause: Cause,
    /// Lines below the others, such as why a request was not tried again.
    pub remarks: Vec<String>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cause {
    /// An expectation is not met, or a capture has no value.
    Mismatch(Box<Mismatch>),
    /// Anything else: one line for people.
    Message(String),
    /// What another run's report says, in its words.
    Reported(Box<ReportedProblem>),
}

/// A problem that was read from a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportedProblem {
    /// The sentence of the report.
    pub message: String,
    /// What was looked at.
    pub path: Option<String>,
    /// The operator that was not met.
    pub operator: Option<String>,
    /// What was expected.
    pub expected: Option<DisplayValue>,
    /// What was there.
    pub actual: Option<DisplayValue>,
    /// Values of the parts of an expression.
    pub parts: Vec<ExpressionPart>,
    /// Lines of a diff.
    pub diff: Vec<String>,
    /// Further lines.
    pub details: Vec<String>,
}

impl Problem {
    /// An error with a message only.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Problem { kind, source: None, cause: Cause::Message(message.into()), remarks: Vec::new() }
    }

    /// An expectation that is not met.
    pub fn mismatch(kind: Kind, mismatch: Mismatch) -> Self {
        Problem { kind, source: None, cause: Cause::Mismatch(Box::new(mismatch)), remarks: Vec::new() }
    }

    /// What it looks at; `None` for what has no operator.
    pub fn path(&self) -> Option<&str> {
        match &self.cause {
            Cause::Mismatch(mismatch) => mismatch.operator.is_some().then_some(&*mismatch.target),
            Cause::Message(_) => None,
            Cause::Reported(reported) => reported.path.as_deref(),
        }
    }

    /// The operator that is not met.
    pub fn operator(&self) -> Option<&str> {
        match &self.cause {
            Cause::Mismatch(mismatch) => mismatch.operator.as_deref(),
            Cause::Message(_) => None,
            Cause::Reported(reported) => reported.operator.as_deref(),
        }
    }

    /// What was expected.
    pub fn expected(&self) -> Option<&DisplayValue> {
        match &self.cause {
            Cause::Mismatch(mismatch) => mismatch.expected.as_ref(),
            Cause::Message(_) => None,
            Cause::Reported(reported) => reported.expected.as_ref(),
        }
    }

    /// What was there.
    pub fn actual(&self) -> Option<&DisplayValue> {
        match &self.cause {
            Cause::Mismatch(mismatch) => mismatch.actual.as_ref(),
            Cause::Message(_) => None,
            Cause::Reported(reported) => reported.actual.as_ref(),
        }
    }

    /// The value of each part of an expression.
    pub fn parts(&self) -> &[ExpressionPart] {
        match &self.cause {
            Cause::Mismatch(mismatch) => &mismatch.parts,
            Cause::Message(_) => &[],
            Cause::Reported(reported) => &reported.parts,
        }
    }

    /// Lines of a diff from the expected to the actual value: `-`, `+` or a space, then the line.
    pub fn diff(&self) -> &[String] {
        match &self.cause {
            Cause::Mismatch(mismatch) => &mismatch.diff,
            Cause::Message(_) => &[],
            Cause::Reported(reported) => &reported.diff,
        }
    }

    /// True where it shows what the body has instead of what was looked for, so that its beginning need not be shown.
    pub fn outlines_body(&self) -> bool {
        match &self.cause {
            Cause::Mismatch(mismatch) => {
                let found_nothing = matches!(mismatch.observed, Observed::Nothing(_) | Observed::Missing(_));
                found_nothing && !mismatch.details.is_empty()
            }
            Cause::Message(_) => false,
            Cause::Reported(reported) => self.kind == Kind::Html && !reported.details.is_empty(),
        }
    }

    /// True where both say the same, whatever the places that ask for it: a body that cannot be read is reported once.
    pub fn repeats(&self, other: &Problem) -> bool {
        match (&self.cause, &other.cause) {
            (Cause::Mismatch(own), Cause::Mismatch(other)) => {
                own.target == other.target && own.rule == other.rule && own.observed == other.observed
            }
            (own, other) => own == other,
        }
    }
}

/// A place in a scenario with its line drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceFrame {
    /// Where.
    pub location: Location,
    /// The line with a caret under the value, ready to print.
    pub text: String,
}

/// A remark about a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// One line for people.
    Message(String),
    /// A deviation from the OpenAPI document that is only a warning.
    Deviation(Box<Mismatch>),
}

impl From<String> for Note {
    fn from(message: String) -> Self {
        Note::Message(message)
    }
}

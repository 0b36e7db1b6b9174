//! Records every expectation, also those that are met: for reports that show all of them.

use super::context::{Judge, Result};
use super::finding::Finding;
use super::subject::{Subject, type_names};
use crate::eval::as_text;
use crate::eval::display;
use crate::eval::render::{self, read_boolean, scalar_text};
use crate::model::{
    Data, DisplayValue, Expectation, Expected, Kind, Mismatch, Operand, Operator, Rule, Verdict,
};
use crate::source::{Span, Spanned};

/// What an operator asks for: a value, or the rule of the operators in it.
#[derive(Default)]
struct Expects {
    value: Option<DisplayValue>,
    rule: Option<Rule>,
}

impl From<DisplayValue> for Expects {
    fn from(value: DisplayValue) -> Self {
        Some(value).into()
    }
}

impl From<Option<DisplayValue>> for Expects {
    fn from(value: Option<DisplayValue>) -> Self {
        Expects { value, rule: None }
    }
}

/// An expectation that is being judged.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub kind: Kind,
    /// What it looks at.
    pub target: &'a str,
    /// Name of the operator, or of what stands in its place.
    pub operator: &'a str,
    /// The line that asks for it.
    pub span: Span,
}

impl Judge<'_> {
    /// Records how an expectation without a matcher ended, and returns its finding where it is not met. `mismatch` is
    /// called only where one of the two needs it.
    pub(super) fn decide(
        &self,
        asked: Asked<'_>,
        holds: bool,
        mismatch: impl FnOnce() -> Mismatch,
    ) -> Option<Finding> {
        if holds && self.recorder.is_none() {
            return None;
        }
        let mismatch = mismatch();
        let verdict = if holds { Verdict::Passed } else { asked.kind.verdict() };
        self.record(asked, verdict, mismatch.expected.clone(), mismatch.actual.clone());
        (!holds).then_some(Finding { kind: asked.kind, span: asked.span, mismatch })
    }

    fn record(
        &self,
        asked: Asked<'_>,
        verdict: Verdict,
        expected: impl Into<Expects>,
        actual: Option<DisplayValue>,
    ) {
        let Some(recorder) = self.recorder else { return };
        let Expects { value: expected, rule } = expected.into();
        let expectation = Expectation {
            kind: asked.kind,
            target: asked.target.to_owned(),
            operator: asked.operator.to_owned(),
            verdict,
            location: None,
            expected,
            rule,
            actual,
        };
        recorder.borrow_mut().push(Spanned::new(expectation, asked.span));
    }

    /// Records how an exchange was validated against an OpenAPI document; returns the deviations. `operation` is the one
    /// that was validated.
    pub fn record_conformance(
        &self,
        found: Vec<Finding>,
        operation: Option<&str>,
        span: Span,
    ) -> Vec<Finding> {
        if let Some(target) = operation.filter(|_| found.is_empty()) {
            let asked = Asked { kind: Kind::Openapi, target, operator: "openapi", span };
            let actual = self.recorder.map(|_| display::plain("as documented", "exchange"));
            self.record(asked, Verdict::Passed, None, actual);
        }
        for Finding { kind, span, mismatch } in &found {
            let operator = mismatch.operator.as_deref().unwrap_or_default();
            let asked = Asked { kind: *kind, target: &mismatch.target, operator, span: *span };
            self.record(asked, kind.verdict(), None, None);
        }
        found
    }

    /// Records an expectation that could not be judged.
    pub(super) fn record_error(&self, asked: Asked<'_>) {
        self.record(asked, Verdict::Errored, None, None);
    }

    /// Judges one operator, and records how that ended.
    pub(super) fn judge_operator(
        &self,
        (kind, target): (Kind, &str),
        operator: &Operator,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        if self.recorder.is_none() {
            return self.ask(operator, subject);
        }
        let random = self.scope.random.here();
        let answer = self.ask(operator, subject);
        let (verdict, expected, actual) = match &answer {
            Ok(Some(mismatch)) => (Verdict::Failed, mismatch.expected.clone(), mismatch.actual.clone()),
            Ok(None) => (Verdict::Passed, None, Some(self.display(subject))),
            Err(_) => (Verdict::Errored, None, Some(self.display(subject))),
        };
        // A template with randomness in it gives the value once more that was compared, and what comes is not changed.
        let after = self.scope.random.here();
        self.scope.random.go_back(&random);
        let expected = match expected {
            Some(value) => value.into(),
            None => self.operand(operator, subject).unwrap_or_default(),
        };
        self.scope.random.go_back(&after);
        let asked = Asked { kind, target, operator: operator.name, span: operator.span };
        self.record(asked, verdict, expected, actual);
        answer
    }

    /// What an operator asks for.
    fn operand(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Expects> {
        let value = self.operand_value(operator, subject)?;
        Ok(match value {
            Some(value) => value.into(),
            None => Expects { value: None, rule: Some(self.operand_rule(operator)?) },
        })
    }

    /// What an operator on other operators asks for.
    fn operand_rule(&self, operator: &Operator) -> Result<Rule> {
        match operator.op.traits().operand {
            Operand::Matcher(_, matcher) => self.describe(matcher),
            _ => self.describe_operator(operator),
        }
    }

    /// The value that an operator compares with; `None` for one on other operators.
    fn operand_value(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<DisplayValue>> {
        let data = |data: &Data| Ok(display::json(&render::data(data, &self.scope)?, self.mask.get()));
        let boolean = |setting| {
            let wanted: bool = render::setting(setting, &self.scope, read_boolean)?;
            Ok(display::plain(wanted.to_string(), "boolean"))
        };
        let value: Result<DisplayValue> = match operator.op.traits().operand {
            Operand::Comparison(comparison) => match (&comparison.expected, subject) {
                (Expected::Data(scalar), Subject::Text(_) | Subject::Lines(_))
                    if !matches!(scalar, Data::List(..) | Data::Map(..)) =>
                {
                    Ok(display::text(&scalar_text(scalar, &self.scope)?, self.mask.get()))
                }
                _ => Ok(display::json(&self.expected_value(comparison)?, self.mask.get())),
            },
            Operand::Values(all) => {
                let all: Result<Vec<String>> = all.iter().map(|one| Ok(data(one)?.text)).collect();
                Ok(display::plain(display::trim(&all?.join(", ")), "one of these"))
            }
            Operand::Flag(wanted) => boolean(wanted),
            Operand::Types(types) => Ok(display::plain(type_names(types), "type")),
            Operand::Data(expected) => match subject {
                Subject::Duration(_) => {
                    Ok(display::plain(as_text(&render::data(expected, &self.scope)?), "duration"))
                }
                _ => data(expected),
            },
            Operand::Regex(regex) => {
                let pattern = self.with_regex(regex, &mut |regex| Some(regex.as_str().to_owned()))?;
                let pattern = pattern.unwrap_or_default();
                Ok(display::plain(display::trim(&self.mask.get().apply(&pattern)), "pattern"))
            }
            Operand::Word { word, what } => Ok(display::plain(word, what)),
            Operand::Schema(schema) => Ok(display::plain(&**schema.name(), "schema")),
            Operand::Matcher(..) | Operand::Matchers(_) => return Ok(None),
        };
        value.map(Some)
    }
}

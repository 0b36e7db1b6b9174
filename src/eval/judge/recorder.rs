//! What was looked at, also where it holds: for reports that tell everything.

use std::cell::RefCell;

use super::subject::{Miss, Subject, type_names};
use super::{Finding, Judge, Result};
use crate::eval::as_text;
use crate::eval::display;
use crate::eval::render::{self, read_boolean, scalar_text};
use crate::model::{Data, DisplayValue, Expected, Kind, Matcher, Op, Operator, Verdict};
use crate::source::Span;

/// An expectation that was evaluated.
#[derive(Debug, Clone)]
pub struct Noted {
    /// What kind of expectation.
    pub kind: Kind,
    /// What it looks at.
    pub target: String,
    /// The operator's name.
    pub operator: &'static str,
    /// Whether it holds; errored where that could not be told.
    pub verdict: Verdict,
    /// The line that asks for it.
    pub span: Span,
    /// What was expected.
    pub expected: Option<DisplayValue>,
    /// What is there.
    pub actual: Option<DisplayValue>,
}

/// Where expectations are noted, in the order in which they are evaluated.
pub type Notes = RefCell<Vec<Noted>>;

impl Judge<'_> {
    /// Notes how an expectation without a matcher ended; gives it back where it does not hold. `finding` tells what it
    /// would be if it did not.
    pub(super) fn judged(
        &self,
        holds: bool,
        target: &str,
        operator: &'static str,
        finding: Finding,
    ) -> Option<Finding> {
        if let Some(notes) = self.notes {
            notes.borrow_mut().push(Noted {
                kind: finding.kind,
                target: target.to_owned(),
                operator,
                verdict: if holds { Verdict::Passed } else { finding.kind.verdict() },
                span: finding.span,
                expected: finding.expected.clone(),
                actual: finding.actual.clone(),
            });
        }
        (!holds).then_some(finding)
    }

    /// Notes how an exchange was held against an OpenAPI document; gives the deviations back. `operation` is the one that
    /// it was held against.
    pub fn contract(&self, found: Vec<Finding>, operation: Option<&str>, span: Span) -> Vec<Finding> {
        let holds = Finding {
            kind: Kind::Openapi,
            span,
            asked: None,
            message: String::new(),
            expected: None,
            actual: Some(display::plain("as documented", "exchange")),
            parts: Vec::new(),
            details: Vec::new(),
        };
        if let Some(operation) = operation.filter(|_| found.is_empty()) {
            self.judged(true, operation, "openapi", holds);
        }
        let told = found.into_iter().filter_map(|finding| {
            let (target, code) = finding.asked.clone().unwrap_or_default();
            self.judged(false, &target, code, finding)
        });
        told.collect()
    }

    /// Notes an expectation of which it cannot be told whether it holds.
    pub(super) fn untold(&self, kind: Kind, target: &str, operator: &'static str, span: Span) {
        if let Some(notes) = self.notes {
            let (target, verdict) = (target.to_owned(), Verdict::Errored);
            notes.borrow_mut().push(Noted {
                kind,
                target,
                operator,
                verdict,
                span,
                expected: None,
                actual: None,
            });
        }
    }

    /// Evaluates one operator, and notes how that ended.
    pub(super) fn asked(
        &self,
        (kind, target): (Kind, &str),
        operator: &Operator,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        let Some(notes) = self.notes else { return self.ask(operator, subject) };
        let random = self.scope.random.here();
        let answer = self.ask(operator, subject);
        let (verdict, expected, actual) = match &answer {
            Ok(Some(miss)) => (Verdict::Failed, miss.expected.clone(), miss.actual.clone()),
            Ok(None) => (Verdict::Passed, None, Some(self.shown(subject))),
            Err(_) => (Verdict::Errored, None, Some(self.shown(subject))),
        };
        // A template with randomness in it gives the value once more that was compared, and what comes is not changed.
        let after = self.scope.random.here();
        self.scope.random.go_back(&random);
        let expected = expected.or_else(|| self.operand(operator, subject).ok());
        self.scope.random.go_back(&after);
        notes.borrow_mut().push(Noted {
            kind,
            target: target.to_owned(),
            operator: operator.name,
            verdict,
            span: operator.span,
            expected,
            actual,
        });
        answer
    }

    /// What an operator asks for: its value, or in words where that is a matcher.
    pub(super) fn operand(&self, operator: &Operator, subject: &Subject<'_>) -> Result<DisplayValue> {
        let data = |data: &Data| Ok(display::json(&render::data(data, &self.scope)?, self.mask.get()));
        let words = |matcher: &Matcher| Ok(display::plain(self.words(matcher)?, "matcher"));
        let boolean = |setting| {
            let wanted: bool = render::setting(setting, &self.scope, read_boolean)?;
            Ok(display::plain(wanted.to_string(), "boolean"))
        };
        match &operator.op {
            Op::Equals(comparison) | Op::Partial(comparison) => match (&comparison.expected, subject) {
                (Expected::Data(scalar), Subject::Text(_) | Subject::Lines(_))
                    if !matches!(scalar, Data::List(..) | Data::Map(..)) =>
                {
                    Ok(display::text(&scalar_text(scalar, &self.scope)?, self.mask.get()))
                }
                _ => Ok(display::json(&self.expected_value(comparison)?, self.mask.get())),
            },
            Op::OneOf(all) => {
                let all: Result<Vec<String>> = all.iter().map(|one| Ok(data(one)?.text)).collect();
                Ok(display::plain(display::trim(&all?.join(", ")), "one of these"))
            }
            Op::Exists(wanted) | Op::Empty(wanted) | Op::Unique(wanted) => boolean(wanted),
            Op::Type(types) => Ok(display::plain(type_names(types), "type")),
            Op::Order(_, expected) => match subject {
                Subject::Duration(_) => {
                    Ok(display::plain(as_text(&render::data(expected, &self.scope)?), "duration"))
                }
                _ => data(expected),
            },
            Op::Contains(expected) | Op::StartsWith(expected) | Op::EndsWith(expected) => data(expected),
            Op::Matches(regex) => {
                let pattern = self.with_regex(regex, &mut |regex| Some(regex.as_str().to_owned()))?;
                let pattern = pattern.unwrap_or_default();
                Ok(display::plain(display::trim(&self.mask.get().apply(&pattern)), "pattern"))
            }
            Op::Sorted { descending: true } => Ok(display::plain("desc", "order")),
            Op::Sorted { descending: false } => Ok(display::plain("asc", "order")),
            Op::Schema(id) => Ok(display::plain(&**self.scope.library.schema(*id).name(), "schema")),
            Op::Format(format) => Ok(display::plain(format.name(), "format")),
            Op::Length(matcher)
            | Op::Count(matcher)
            | Op::Each(matcher)
            | Op::Some(matcher)
            | Op::None(matcher)
            | Op::One(matcher)
            | Op::Not(matcher) => words(matcher),
            Op::AllOf(all) => self.all_words(all, " and "),
            Op::AnyOf(all) => self.all_words(all, ", or "),
        }
    }

    fn all_words(&self, all: &[Matcher], between: &str) -> Result<DisplayValue> {
        let all: Result<Vec<String>> = all.iter().map(|matcher| self.words(matcher)).collect();
        Ok(display::plain(display::trim(&all?.join(between)), "matchers"))
    }
}

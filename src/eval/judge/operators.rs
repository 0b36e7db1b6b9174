//! The operators of matchers: which one asks what of which subject.

use super::subject::{Miss, Subject, text_of, type_names};
use super::{Finding, Judge, Result, format};
use crate::eval::render::{self, read_boolean};
use crate::eval::show;
use crate::eval::walk::article;
use crate::model::{Kind, Matcher, Op, Operator};

impl Judge<'_> {
    /// Every operator of a matcher that does not hold.
    pub(super) fn matcher(
        &self,
        kind: Kind,
        target: &str,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for operator in &matcher.operators {
            let miss = match subject {
                Subject::Lines(lines) => self.lines(operator, lines)?,
                _ => self.operator(operator, subject)?,
            };
            let Some(miss) = miss else { continue };
            let nothing = matches!(subject, Subject::Nothing);
            findings.push(Finding {
                kind,
                span: operator.span,
                message: match nothing {
                    true => format!("found nothing at {target}, but it should {}", miss.should),
                    false => format!("{target} should {}, but {}", miss.should, miss.but),
                },
                expected: miss.expected,
                actual: miss.actual,
                parts: Vec::new(),
                details: miss.details,
            });
            // Where nothing is there, the other operators have nothing to add.
            if nothing {
                break;
            }
        }
        Ok(findings)
    }

    /// The first operator that does not hold.
    pub(super) fn first_miss(&self, matcher: &Matcher, subject: &Subject<'_>) -> Result<Option<Miss>> {
        for operator in &matcher.operators {
            if let Some(miss) = self.operator(operator, subject)? {
                return Ok(Some(miss));
            }
        }
        Ok(None)
    }

    /// A repeated header: a positive operator holds if one value does, `not` and `none` if none does.
    fn lines(&self, operator: &Operator, lines: &[&str]) -> Result<Option<Miss>> {
        match &operator.op {
            Op::Count(matcher) => {
                let miss = self.first_miss(matcher, &Subject::Number(lines.len() as u64))?;
                return Ok(miss.map(|miss| Miss {
                    should: format!("have a count that should {}", miss.should),
                    ..miss
                }));
            }
            Op::Not(_) | Op::None(_) => {
                for line in lines {
                    if let Some(miss) = self.operator(operator, &Subject::Text(line))? {
                        return Ok(Some(miss));
                    }
                }
                return Ok(None);
            }
            _ => {}
        }
        let mut first = None;
        for line in lines {
            match self.operator(operator, &Subject::Text(line))? {
                None => return Ok(None),
                Some(miss) => {
                    first.get_or_insert(miss);
                }
            }
        }
        Ok(first)
    }

    fn operator(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Miss>> {
        if let Subject::Nothing = subject {
            return self.nothing(operator);
        }
        match &operator.op {
            Op::Equals(comparison) => self.equals(comparison, subject, false),
            Op::Partial(comparison) => self.equals(comparison, subject, true),
            Op::OneOf(values) => self.one_of(values, subject),
            Op::Exists(wanted) => {
                let wanted = render::setting(wanted, &self.scope, read_boolean)?;
                Ok((!wanted).then(|| self.miss("not be there", subject, None)))
            }
            Op::Type(types) => self.types(types, subject),
            Op::Order(order, data) => self.order(*order, data, subject),
            Op::Contains(data) => self.contains(data, subject),
            Op::StartsWith(data) => {
                self.text_part(data, subject, "start with", |text, part| text.starts_with(part))
            }
            Op::EndsWith(data) => {
                self.text_part(data, subject, "end with", |text, part| text.ends_with(part))
            }
            Op::Matches(regex) => self.matches(regex, subject),
            Op::Length(matcher) => self.length(matcher, subject),
            Op::Empty(wanted) => self.empty(render::setting(wanted, &self.scope, read_boolean)?, subject),
            // `check` allows it on headers only, which are lines.
            Op::Count(matcher) => self.first_miss(matcher, &Subject::Number(1)),
            Op::Each(matcher) | Op::Some(matcher) | Op::None(matcher) | Op::One(matcher) => {
                self.elements_match(&operator.op, matcher, subject)
            }
            Op::Unique(wanted) => self.unique(render::setting(wanted, &self.scope, read_boolean)?, subject),
            Op::Sorted { descending } => self.sorted(*descending, subject),
            Op::Format(wanted) => {
                let Some(text) = text_of(subject) else {
                    return Ok(Some(
                        self.not_text(&format!("be {} {}", article(wanted.name()), wanted.name()), subject),
                    ));
                };
                let holds = format::holds(*wanted, text);
                let expected = show::plain(wanted.name(), "format");
                Ok((!holds).then(|| {
                    self.miss(format!("have the format {}", wanted.name()), subject, Some(expected))
                }))
            }
            Op::Not(matcher) => {
                let holds = self.first_miss(matcher, subject)?.is_none();
                Ok(holds.then(|| {
                    let names: Vec<&str> = matcher.operators.iter().map(|operator| operator.name).collect();
                    self.miss(format!("not fulfil `{}`", names.join("`, `")), subject, None)
                }))
            }
            Op::AllOf(all) => {
                for matcher in all {
                    if let Some(miss) = self.first_miss(matcher, subject)? {
                        return Ok(Some(miss));
                    }
                }
                Ok(None)
            }
            Op::AnyOf(all) => self.any_of(all, subject),
        }
    }

    /// Where nothing was found only `exists: false`, `empty: true` and `length` may hold.
    fn nothing(&self, operator: &Operator) -> Result<Option<Miss>> {
        let holds = match &operator.op {
            Op::Exists(wanted) => !render::setting(wanted, &self.scope, read_boolean)?,
            Op::Empty(wanted) => render::setting(wanted, &self.scope, read_boolean)?,
            Op::Length(matcher) | Op::Count(matcher) => {
                return self.first_miss(matcher, &Subject::Number(0)).map(|miss| {
                    miss.map(|miss| Miss {
                        should: format!("have a length that should {}", miss.should),
                        but: "nothing was found".to_owned(),
                        ..miss
                    })
                });
            }
            Op::AllOf(all) => {
                let mut holds = true;
                for matcher in all {
                    holds &= self.first_miss(matcher, &Subject::Nothing)?.is_none();
                }
                holds
            }
            Op::AnyOf(all) => {
                let mut holds = false;
                for matcher in all {
                    holds |= self.first_miss(matcher, &Subject::Nothing)?.is_none();
                }
                holds
            }
            _ => false,
        };
        if holds {
            return Ok(None);
        }
        let should = match &operator.op {
            Op::Exists(_) => "be there".to_owned(),
            Op::Empty(_) => "not be empty".to_owned(),
            Op::Equals(comparison) => format!("equal {}", self.expected_value(comparison)?.1.text),
            Op::Type(types) => format!("be of type {}", type_names(types)),
            _ => format!("fulfil `{}`", operator.name),
        };
        Ok(Some(Miss {
            should,
            but: "nothing was found there".to_owned(),
            expected: None,
            actual: Some(show::plain("nothing", "absent")),
            details: Vec::new(),
        }))
    }

    fn any_of(&self, all: &[Matcher], subject: &Subject<'_>) -> Result<Option<Miss>> {
        let mut reasons = Vec::with_capacity(all.len());
        for matcher in all {
            match self.first_miss(matcher, subject)? {
                None => return Ok(None),
                Some(miss) => reasons.push(format!("it should {}, but {}", miss.should, miss.but)),
            }
        }
        let mut miss = self.miss(format!("fulfil one of {} alternatives", all.len()), subject, None);
        miss.details = reasons;
        Ok(Some(miss))
    }
}

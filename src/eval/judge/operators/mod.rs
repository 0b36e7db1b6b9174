//! The operators of matchers: which one asks what of which subject.

mod list;
mod text;
mod value;

use super::subject::{Miss, Subject, text_of, type_names};
use super::{Finding, Judge, Result, format};
use crate::diag::article;
use crate::eval::EvalError;
use crate::eval::display;
use crate::eval::render::RenderError;
use crate::eval::render::{self, read_boolean};
use crate::model::{JsonType, Kind, Matcher, Op, Operator};
use crate::source::Span;

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
            let Some(miss) = self.asked((kind, target), operator, subject)? else { continue };
            let nothing = matches!(subject, Subject::Nothing);
            findings.push(Finding {
                kind,
                span: operator.span,
                asked: Some((target.to_owned(), operator.name)),
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
            let miss = self.ask(operator, subject)?;
            if miss.is_some() {
                return Ok(miss);
            }
        }
        Ok(None)
    }

    /// Why an operator does not hold.
    pub(super) fn ask(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Miss>> {
        match subject {
            Subject::Lines(lines) => self.lines(operator, lines),
            Subject::Texts(texts) => self.texts(operator, texts),
            _ => self.operator(operator, subject),
        }
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
            // What is asked inside may be of all lines, such as their count.
            Op::AllOf(all) => {
                for matcher in all {
                    if let Some(miss) = self.first_miss(matcher, &Subject::Lines(lines.to_vec()))? {
                        return Ok(Some(miss));
                    }
                }
                return Ok(None);
            }
            Op::AnyOf(all) => return self.any_of(all, &Subject::Lines(lines.to_vec())),
            // Holds where what is inside holds for no line, nor for their count.
            Op::Not(matcher) | Op::None(matcher) => {
                let holds = self.first_miss(matcher, &Subject::Lines(lines.to_vec()))?.is_none();
                let subject = Subject::Lines(lines.to_vec());
                return match holds {
                    true => Ok(Some(self.miss(format!("not {}", self.words(matcher)?), &subject, None))),
                    false => Ok(None),
                };
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

    pub(super) fn operator(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Miss>> {
        if let Subject::Nothing = subject {
            return self.nothing(operator);
        }
        self.refuse_inexact(operator, subject)?;
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
                let expected = display::plain(wanted.name(), "format");
                Ok((!holds).then(|| {
                    self.miss(format!("have the format {}", wanted.name()), subject, Some(expected))
                }))
            }
            Op::Schema(id) => self.schema(*id, subject, operator.span),
            Op::Not(matcher) => {
                if self.first_miss(matcher, subject)?.is_some() {
                    return Ok(None);
                }
                Ok(Some(self.miss(format!("not {}", self.words(matcher)?), subject, None)))
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

    /// A number that cannot be held exactly is not judged; `equals` and `partial` look for it while they compare, since
    /// they may leave it out.
    fn refuse_inexact(&self, operator: &Operator, subject: &Subject<'_>) -> Result<()> {
        let Some(json) = self.json else { return Ok(()) };
        let nodes = match subject {
            Subject::Json(node) => std::slice::from_ref(node),
            Subject::Nodes(nodes) => nodes.as_slice(),
            _ => return Ok(()),
        };
        let found = match &operator.op {
            Op::OneOf(_)
            | Op::Contains(_)
            | Op::Unique(_)
            | Op::Sorted { .. }
            | Op::Order(..)
            | Op::Schema(_) => nodes.iter().find_map(|node| json.inexact_within(node)),
            // Whether it is an integer would be asked of the rounded number.
            Op::Type(types) if types.contains(&JsonType::Integer) => {
                nodes.iter().find_map(|node| json.inexact(node))
            }
            Op::Equals(_) => nodes.iter().find_map(|node| json.inexact(node)),
            _ => None,
        };
        found.map_or(Ok(()), |written| Err(inexact(written, operator.span)))
    }

    /// What a matcher asks, to complete "it should …".
    pub(super) fn words(&self, matcher: &Matcher) -> Result<String> {
        let all: Result<Vec<String>> =
            matcher.operators.iter().map(|operator| self.operator_words(operator)).collect();
        Ok(all?.join(" and "))
    }

    fn operator_words(&self, operator: &Operator) -> Result<String> {
        let shown = |data| -> Result<String> {
            Ok(display::json(&render::data(data, &self.scope)?, self.mask.get()).text)
        };
        Ok(match &operator.op {
            Op::Equals(comparison) => {
                format!("equal {}", display::json(&self.expected_value(comparison)?, self.mask.get()).text)
            }
            Op::Type(types) => format!("be of type {}", type_names(types)),
            Op::Order(order, data) => format!("{} {}", order.words(), shown(data)?),
            Op::Contains(data) => format!("contain {}", shown(data)?),
            Op::StartsWith(data) => format!("start with {}", shown(data)?),
            Op::EndsWith(data) => format!("end with {}", shown(data)?),
            Op::Schema(id) => format!("follow {}", self.scope.library.schema(*id).name()),
            Op::Format(format) => format!("have the format {}", format.name()),
            Op::Exists(_) => "be there".to_owned(),
            Op::Empty(_) => "be empty".to_owned(),
            Op::Not(matcher) => format!("not {}", self.words(matcher)?),
            Op::Each(matcher) => format!("have only elements that {}", self.words(matcher)?),
            Op::Some(matcher) => format!("have an element that should {}", self.words(matcher)?),
            Op::Length(matcher) => format!("have a length that should {}", self.words(matcher)?),
            Op::Count(matcher) => format!("have a count that should {}", self.words(matcher)?),
            _ => format!("fulfil `{}`", operator.name),
        })
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
            _ => self.operator_words(operator)?,
        };
        Ok(Some(Miss {
            should,
            but: "nothing was found there".to_owned(),
            expected: None,
            actual: Some(display::plain("nothing", "absent")),
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

/// An error about a number that cannot be compared exactly.
pub(super) fn inexact(written: &str, span: Span) -> RenderError {
    RenderError::new(EvalError::inexact(written), &"".into(), span)
}

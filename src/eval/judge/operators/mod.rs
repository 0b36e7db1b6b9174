//! The operators of matchers: which one asks what of which subject.

mod list;
mod text;
mod value;

use super::subject::{Subject, mismatch, text_of, type_names};
use super::{Finding, Judge, Result, format};
use crate::eval::EvalError;
use crate::eval::display;
use crate::eval::render::RenderError;
use crate::eval::render::{self, read_boolean};
use crate::model::{Alternative, DisplayValue, Kind, Matcher, Mismatch, Observed, Op, Operator, Rule};

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
            let Some(mismatch) = self.judge_operator((kind, target), operator, subject)? else { continue };
            let nothing = matches!(subject, Subject::Nothing | Subject::NoNodes);
            let mismatch =
                Mismatch { target: target.to_owned(), operator: Some(operator.name.to_owned()), ..mismatch };
            findings.push(Finding { kind, span: operator.span, mismatch });
            // Where nothing is there, the other operators have nothing to add.
            if nothing {
                break;
            }
        }
        Ok(findings)
    }

    /// The first operator that does not hold.
    pub(super) fn first_mismatch(
        &self,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        for operator in &matcher.operators {
            let mismatch = self.ask(operator, subject)?;
            if mismatch.is_some() {
                return Ok(mismatch);
            }
        }
        Ok(None)
    }

    /// Why an operator does not hold.
    pub(super) fn ask(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Mismatch>> {
        match subject {
            Subject::Lines(lines) => self.lines(operator, lines),
            Subject::Texts(texts) => self.texts(operator, texts),
            _ => self.operator(operator, subject),
        }
    }

    /// A repeated header: a positive operator holds if one value does, `not` and `none` if none does.
    fn lines(&self, operator: &Operator, lines: &[&str]) -> Result<Option<Mismatch>> {
        match &operator.op {
            Op::Count(matcher) => {
                let found = self.first_mismatch(matcher, &Subject::Number(lines.len() as u64))?;
                return Ok(found.map(|found| Mismatch { rule: Rule::Count(found.rule.into()), ..found }));
            }
            // What is asked inside may be of all lines, such as their count.
            Op::AllOf(all) => {
                for matcher in all {
                    if let Some(found) = self.first_mismatch(matcher, &Subject::Lines(lines.to_vec()))? {
                        return Ok(Some(found));
                    }
                }
                return Ok(None);
            }
            Op::AnyOf(all) => return self.any_of(all, &Subject::Lines(lines.to_vec())),
            // Holds where what is inside holds for no line, nor for their count.
            Op::Not(matcher) | Op::None(matcher) => {
                let holds = self.first_mismatch(matcher, &Subject::Lines(lines.to_vec()))?.is_none();
                let subject = Subject::Lines(lines.to_vec());
                return match holds {
                    true => {
                        Ok(Some(self.mismatch(Rule::Not(self.describe(matcher)?.into()), &subject, None)))
                    }
                    false => Ok(None),
                };
            }
            _ => {}
        }
        let mut first = None;
        for line in lines {
            match self.operator(operator, &Subject::Text(line))? {
                None => return Ok(None),
                Some(found) => {
                    first.get_or_insert(found);
                }
            }
        }
        Ok(first)
    }

    pub(super) fn operator(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Mismatch>> {
        if let Subject::Nothing | Subject::NoNodes = subject {
            return self.nothing(operator, subject);
        }
        self.check_numbers(operator, subject)?;
        match &operator.op {
            Op::Equals(comparison) => self.equals(comparison, subject, false),
            Op::Partial(comparison) => self.equals(comparison, subject, true),
            Op::OneOf(values) => self.one_of(values, subject),
            Op::Exists(wanted) => {
                let wanted = render::setting(wanted, &self.scope, read_boolean)?;
                Ok((!wanted).then(|| self.mismatch(Rule::Exist(false), subject, None)))
            }
            Op::Type(types) => self.types(types, subject),
            Op::Order(order, data) => self.order(*order, data, subject),
            Op::Contains(data) => self.contains(data, subject),
            Op::StartsWith(data) => {
                self.text_part(data, subject, operator.name, |text, part| text.starts_with(part))
            }
            Op::EndsWith(data) => {
                self.text_part(data, subject, operator.name, |text, part| text.ends_with(part))
            }
            Op::Matches(regex) => self.matches(regex, subject),
            Op::Length(matcher) => self.length(matcher, subject),
            Op::Empty(wanted) => self.empty(render::setting(wanted, &self.scope, read_boolean)?, subject),
            // `check` allows it on headers only, which are lines.
            Op::Count(matcher) => self.first_mismatch(matcher, &Subject::Number(1)),
            Op::Each(matcher) | Op::Some(matcher) | Op::None(matcher) | Op::One(matcher) => {
                self.elements_match(&operator.op, matcher, subject)
            }
            Op::Unique(wanted) => self.unique(render::setting(wanted, &self.scope, read_boolean)?, subject),
            Op::Sorted { descending } => self.sorted(*descending, subject),
            Op::Format(wanted) => {
                let rule = || Rule::asks(operator.name, wanted.name());
                let Some(text) = text_of(subject) else { return Ok(Some(self.not_text(rule(), subject))) };
                let holds = format::holds(*wanted, text);
                let expected = || display::plain(wanted.name(), "format");
                Ok((!holds).then(|| self.mismatch(rule(), subject, Some(expected()))))
            }
            Op::Schema(schema) => self.schema(schema, subject, operator.span),
            Op::Not(matcher) => {
                if self.first_mismatch(matcher, subject)?.is_some() {
                    return Ok(None);
                }
                Ok(Some(self.mismatch(Rule::Not(self.describe(matcher)?.into()), subject, None)))
            }
            Op::AllOf(all) => {
                for matcher in all {
                    if let Some(found) = self.first_mismatch(matcher, subject)? {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            }
            Op::AnyOf(all) => self.any_of(all, subject),
        }
    }

    /// Refuses numbers that are too long to be worked with, where the operator compares them.
    fn check_numbers(&self, operator: &Operator, subject: &Subject<'_>) -> Result<()> {
        // `equals` and `partial` look for them while they compare, since they may leave some out.
        let compares = matches!(
            operator.op,
            Op::OneOf(_) | Op::Contains(_) | Op::Unique(_) | Op::Sorted { .. } | Op::Order(..)
        );
        let nodes = match subject {
            _ if !compares => return Ok(()),
            Subject::Json(node) => std::slice::from_ref(node),
            Subject::Nodes(nodes) => nodes.as_slice(),
            _ => return Ok(()),
        };
        let checked = nodes.iter().try_for_each(|node| node.check_numbers());
        checked.map_err(|error| RenderError::new(EvalError::number(error), &"".into(), operator.span))
    }

    /// What all operators of a matcher ask for.
    pub(super) fn describe(&self, matcher: &Matcher) -> Result<Rule> {
        let mut all: Vec<Rule> = matcher
            .operators
            .iter()
            .map(|operator| self.describe_operator(operator))
            .collect::<Result<_>>()?;
        Ok(if all.len() == 1 { all.remove(0) } else { Rule::All(all) })
    }

    /// What an operator asks for, whatever it is asked of.
    pub(super) fn describe_operator(&self, operator: &Operator) -> Result<Rule> {
        let value = |data| -> Result<String> {
            Ok(display::json(&render::data(data, &self.scope)?, self.mask.get()).text)
        };
        let compared = |comparison| -> Result<String> {
            Ok(display::json(&self.expected_value(comparison)?, self.mask.get()).text)
        };
        let inner = |matcher| -> Result<Box<Rule>> { Ok(self.describe(matcher)?.into()) };
        let each = |all: &[Matcher]| -> Result<Vec<Rule>> {
            all.iter().map(|matcher| self.describe(matcher)).collect()
        };
        let boolean = |setting| -> Result<bool> { render::setting(setting, &self.scope, read_boolean) };
        let rendered = |rule: Result<Rule>| rule.unwrap_or_else(|_| Rule::Fulfil(operator.name.to_owned()));
        Ok(match &operator.op {
            Op::Equals(comparison) => Rule::Equal(compared(comparison)?),
            Op::Partial(comparison) => rendered(compared(comparison).map(Rule::ContainAtLeast)),
            Op::OneOf(all) => {
                let all: Result<Vec<String>> = all.iter().map(value).collect();
                rendered(all.map(|all| Rule::OneOf(all.join(", "))))
            }
            Op::Exists(wanted) => rendered(boolean(wanted).map(Rule::Exist)),
            Op::Type(types) => Rule::Type(type_names(types)),
            Op::Order(order, data) => Rule::Order(*order, value(data)?),
            Op::Contains(data) | Op::StartsWith(data) | Op::EndsWith(data) => {
                Rule::asks(operator.name, value(data)?)
            }
            Op::Matches(regex) => {
                let pattern = self.with_regex(regex, &mut |regex| Some(regex.as_str().to_owned()));
                let masked = |pattern: String| self.mask.get().apply(&pattern).into_owned();
                rendered(
                    pattern.map(|pattern| Rule::asks(operator.name, masked(pattern.unwrap_or_default()))),
                )
            }
            Op::Length(matcher) => Rule::Length(inner(matcher)?),
            Op::Count(matcher) => Rule::Count(inner(matcher)?),
            Op::Empty(wanted) => rendered(boolean(wanted).map(Rule::Empty)),
            Op::Each(matcher) => Rule::Each(inner(matcher)?),
            Op::Some(matcher) => Rule::Some(Some(inner(matcher)?)),
            Op::None(_) => Rule::None,
            Op::One(_) => Rule::One,
            Op::Unique(wanted) => rendered(boolean(wanted).map(Rule::Unique)),
            Op::Sorted { descending } => Rule::Sorted { descending: *descending },
            Op::Format(format) => Rule::asks(operator.name, format.name()),
            Op::Schema(schema) => Rule::Follow(schema.name().to_string()),
            Op::Not(matcher) => Rule::Not(inner(matcher)?),
            Op::AllOf(all) => Rule::AllOf(each(all)?),
            Op::AnyOf(all) => Rule::AnyOf(each(all)?),
        })
    }

    /// Where nothing was found only `exists: false` and `empty: true` may hold, and for nodes `length`.
    fn nothing(&self, operator: &Operator, subject: &Subject<'_>) -> Result<Option<Mismatch>> {
        let holds = match &operator.op {
            Op::Exists(wanted) => !render::setting(wanted, &self.scope, read_boolean)?,
            Op::Empty(wanted) => render::setting(wanted, &self.scope, read_boolean)?,
            Op::Length(matcher) if matches!(subject, Subject::NoNodes) => {
                let found = self.first_mismatch(matcher, &Subject::Number(0))?;
                return Ok(found.map(|found| Mismatch {
                    rule: Rule::Length(found.rule.into()),
                    observed: Observed::Nothing(match found.observed {
                        Observed::Alternatives(reasons) => reasons,
                        _ => Vec::new(),
                    }),
                    ..found
                }));
            }
            Op::AllOf(all) => {
                let mut holds = true;
                for matcher in all {
                    holds &= self.first_mismatch(matcher, subject)?.is_none();
                }
                holds
            }
            Op::AnyOf(all) => {
                let mut holds = false;
                for matcher in all {
                    holds |= self.first_mismatch(matcher, subject)?.is_none();
                }
                holds
            }
            _ => false,
        };
        if holds {
            return Ok(None);
        }
        let rule = match &operator.op {
            Op::Exists(_) => Rule::Exist(true),
            Op::Empty(_) => Rule::Empty(false),
            _ => self.describe_operator(operator)?,
        };
        let actual = Some(DisplayValue::absent());
        Ok(Some(Mismatch { actual, ..mismatch(rule, Observed::Nothing(Vec::new())) }))
    }

    fn any_of(&self, all: &[Matcher], subject: &Subject<'_>) -> Result<Option<Mismatch>> {
        let mut reasons = Vec::with_capacity(all.len());
        for matcher in all {
            match self.first_mismatch(matcher, subject)? {
                None => return Ok(None),
                Some(Mismatch { rule, observed, actual, .. }) => {
                    reasons.push(Alternative { rule, observed, actual });
                }
            }
        }
        let observed = Observed::Alternatives(reasons);
        Ok(Some(Mismatch { observed, ..self.mismatch(Rule::Alternatives(all.len().into()), subject, None) }))
    }
}

//! The operators of matchers.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::time::Duration;

use super::equality::{Comparing, compare};
use super::order::{self, OrderProblem};
use super::{Finding, Judge, Result, format};
use crate::eval::diff;
use crate::eval::render::{self, RenderError, as_text, read_boolean, scalar_text};
use crate::eval::show;
use crate::eval::walk::{EvalError, article};
use crate::model::units::show_duration;
use crate::model::value::{Value, equal, is_integer, type_name};
use crate::model::{Comparison, Data, Expected, JsonType, Kind, Matcher, Op, Operator, Regex, Shown};
use crate::source::Span;

/// What a matcher judges.
#[derive(Debug, Clone)]
pub enum Subject<'v> {
    /// Nothing was found.
    Nothing,
    /// One JSON value.
    Json(&'v Value),
    /// What a list path found; never empty.
    Nodes(Vec<&'v Value>),
    /// Text that is compared as it is written.
    Text(&'v str),
    /// The values of a repeated header; never empty.
    Lines(Vec<&'v str>),
    /// A time that passed.
    Duration(Duration),
    /// A count or a status.
    Number(u64),
}

/// Why an operator does not hold.
struct Miss {
    /// What should be: completes "it should …".
    should: String,
    /// What is: completes "but …".
    but: String,
    expected: Option<Shown>,
    actual: Option<Shown>,
    details: Vec<String>,
}

impl<'a> Judge<'a> {
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
    fn first_miss(&self, matcher: &Matcher, subject: &Subject<'_>) -> Result<Option<Miss>> {
        for operator in &matcher.operators {
            let miss = match subject {
                Subject::Lines(lines) => self.lines(operator, lines)?,
                _ => self.operator(operator, subject)?,
            };
            if miss.is_some() {
                return Ok(miss);
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
            Op::Not(matcher) if matcher.operators.iter().any(|inner| matches!(inner.op, Op::Count(_))) => {
                let holds = self.first_miss(matcher, &Subject::Lines(lines.to_vec()))?.is_none();
                return Ok(holds.then(|| self.miss("not fulfil it", &Subject::Lines(lines.to_vec()), None)));
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
            Op::OneOf(_) | Op::Contains(_) | Op::Unique(_) | Op::Sorted { .. } | Op::Order(..) => {
                nodes.iter().find_map(|node| json.inexact_within(node))
            }
            // Whether it is an integer would be asked of the rounded number.
            Op::Type(types) if types.contains(&JsonType::Integer) => {
                nodes.iter().find_map(|node| json.inexact(node))
            }
            Op::Equals(_) => nodes.iter().find_map(|node| json.inexact(node)),
            _ => None,
        };
        found.map_or(Ok(()), |written| Err(inexact(written, operator.span)))
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

    fn miss(&self, should: impl Into<String>, subject: &Subject<'_>, expected: Option<Shown>) -> Miss {
        let actual = self.shown(subject);
        Miss {
            should: should.into(),
            but: format!("is {}", actual.text),
            expected,
            actual: Some(actual),
            details: Vec::new(),
        }
    }

    fn shown(&self, subject: &Subject<'_>) -> Shown {
        let mask = self.mask.get();
        match subject {
            Subject::Nothing => show::plain("nothing", "absent"),
            // As it was received, where some number of it is not what was read.
            Subject::Json(value) => match self.json.filter(|json| json.inexact_within(value).is_some()) {
                Some(json) => {
                    let text = show::trim(&mask.apply(&json.text(value)));
                    show::plain(text, type_name(value))
                }
                None => show::json(value, mask),
            },
            Subject::Nodes(nodes) => {
                let list = Value::Array(nodes.iter().take(100).map(|node| (*node).clone()).collect());
                Shown { type_name: format!("list of {}", nodes.len()), ..show::json(&list, mask) }
            }
            Subject::Text(text) => show::text(text, mask),
            Subject::Lines(lines) => show::text(&lines.join("\n"), mask),
            Subject::Duration(duration) => show::plain(show_duration(*duration), "duration"),
            Subject::Number(number) => show::plain(number.to_string(), "integer"),
        }
    }

    fn expected_value(&self, comparison: &Comparison) -> Result<(Value, Shown)> {
        let value = match &comparison.expected {
            Expected::Data(data) => render::data(data, &self.scope)?,
            Expected::File(file) => (*file.value).clone(),
        };
        let shown = show::json(&value, self.mask.get());
        Ok((value, shown))
    }

    fn equals(&self, comparison: &Comparison, subject: &Subject<'_>, partial: bool) -> Result<Option<Miss>> {
        let verb = if partial { "contain at least" } else { "equal" };
        if let (Subject::Text(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && !matches!(data, Data::List(..) | Data::Map(..))
        {
            let expected = scalar_text(data, &self.scope)?;
            if expected == **actual {
                return Ok(None);
            }
            let shown = show::text(&expected, self.mask.get());
            let mut miss = self.miss(format!("{verb} {}", shown.text), subject, Some(shown));
            if expected.contains('\n') || actual.contains('\n') {
                miss.details = self.diff(&expected, actual);
            }
            return Ok(Some(miss));
        }
        // A list path's nodes are copied below, so that none would be known again.
        if let (Subject::Nodes(nodes), Some(json)) = (subject, self.json)
            && comparison.ignore.is_empty()
            && let Some(written) = nodes.iter().find_map(|node| json.inexact_within(node))
        {
            return Err(inexact(written, matcher_span(comparison)));
        }
        // The usual case, a literal scalar, needs no copy of anything.
        if let (Subject::Json(actual), Expected::Data(data)) = (subject, &comparison.expected)
            && let Some(holds) = scalar_equals(data, actual)
            && holds
        {
            return Ok(None);
        }
        let (expected, shown) = self.expected_value(comparison)?;
        let actual: Cow<'_, Value> = match subject {
            Subject::Json(value) => Cow::Borrowed(*value),
            Subject::Nodes(nodes) => {
                Cow::Owned(nodes.iter().map(|node| (*node).clone()).collect::<Vec<_>>().into())
            }
            Subject::Number(number) => Cow::Owned((*number).into()),
            other => return Ok(Some(self.miss(format!("{verb} {}", shown.text), other, Some(shown)))),
        };
        let any_order = render::setting(&comparison.any_order, &self.scope, read_boolean)?;
        let mut skip = std::collections::HashSet::new();
        for path in &comparison.ignore {
            for side in [&expected, actual.as_ref()] {
                skip.extend(self.select(path, side)?.into_iter().map(|node| node as *const Value as usize));
            }
        }
        let comparing = Comparing { skip, any_order, partial, json: self.json, inexact: Cell::new(None) };
        if compare(&expected, &actual, &comparing) {
            return match comparing.inexact.get() {
                Some(written) => Err(inexact(written, matcher_span(comparison))),
                None => Ok(None),
            };
        }
        let mut miss = self.miss(format!("{verb} {}", shown.text), subject, Some(shown));
        let structured = |value: &Value| value.is_array() || value.is_object();
        if type_name(&expected) != type_name(&actual) && !(expected.is_number() && actual.is_number()) {
            miss.but.push_str(&format!(" ({} instead of {})", type_name(&actual), type_name(&expected)));
        }
        // A diff would show rounded numbers.
        let exact = self.json.is_none_or(|json| json.inexact_within(&actual).is_none());
        if structured(&expected) && structured(&actual) && exact {
            let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
            miss.details = self.diff(&pretty(&expected), &pretty(&actual));
        }
        Ok(Some(miss))
    }

    fn diff(&self, expected: &str, actual: &str) -> Vec<String> {
        let mask = self.mask.get();
        diff::lines(&mask.apply(expected), &mask.apply(actual))
    }

    fn one_of(&self, values: &[Data], subject: &Subject<'_>) -> Result<Option<Miss>> {
        let mut all = Vec::with_capacity(values.len());
        for data in values {
            let holds = match subject {
                Subject::Text(text) => scalar_text(data, &self.scope)? == **text,
                Subject::Json(actual) => equal(&render::data(data, &self.scope)?, actual),
                Subject::Number(number) => equal(&render::data(data, &self.scope)?, &Value::from(*number)),
                Subject::Nodes(nodes) => match render::data(data, &self.scope)? {
                    Value::Array(items) => {
                        items.len() == nodes.len()
                            && items.iter().zip(nodes).all(|(item, node)| equal(item, node))
                    }
                    _ => false,
                },
                _ => false,
            };
            if holds {
                return Ok(None);
            }
            all.push(show::json(&render::data(data, &self.scope)?, self.mask.get()).text);
        }
        let all = all.join(", ");
        let expected = show::plain(all.clone(), "one of these");
        Ok(Some(self.miss(format!("be one of {all}"), subject, Some(expected))))
    }

    fn types(&self, types: &[JsonType], subject: &Subject<'_>) -> Result<Option<Miss>> {
        let holds = types.iter().any(|wanted| match subject {
            Subject::Json(value) => is_of_type(value, *wanted),
            Subject::Nodes(_) => *wanted == JsonType::Array,
            Subject::Text(_) | Subject::Lines(_) => *wanted == JsonType::String,
            Subject::Number(_) => matches!(wanted, JsonType::Number | JsonType::Integer),
            Subject::Duration(_) | Subject::Nothing => false,
        });
        if holds {
            return Ok(None);
        }
        let names = type_names(types);
        let mut miss = self.miss(format!("be of type {names}"), subject, Some(show::plain(names, "type")));
        if let Some(actual) = &miss.actual {
            miss.but = format!("is {} {}: {}", article(&actual.type_name), actual.type_name, actual.text);
        }
        Ok(Some(miss))
    }

    fn order(&self, order: crate::model::Order, data: &Data, subject: &Subject<'_>) -> Result<Option<Miss>> {
        use crate::model::Order;
        let expected = render::data(data, &self.scope)?;
        let words = match order {
            Order::Gt => "be greater than",
            Order::Gte => "be at least",
            Order::Lt => "be less than",
            Order::Lte => "be at most",
        };
        let shown = match subject {
            Subject::Duration(_) => show::plain(as_text(&expected), "duration"),
            _ => show::json(&expected, self.mask.get()),
        };
        match order::ordering(subject, &expected) {
            Ok(ordering) if order.holds(ordering) => Ok(None),
            Ok(_) => Ok(Some(self.miss(format!("{words} {}", shown.text), subject, Some(shown)))),
            Err(OrderProblem::Expected(problem)) => {
                let raw = std::sync::Arc::from(as_text(&expected));
                Err(RenderError::new(EvalError::new(problem), &raw, data.span()))
            }
            Err(OrderProblem::Actual(problem)) => {
                let mut miss = self.miss(format!("{words} {}", shown.text), subject, Some(shown));
                miss.but = format!("{} {problem}", miss.but);
                Ok(Some(miss))
            }
        }
    }

    fn contains(&self, data: &Data, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let expected = render::data(data, &self.scope)?;
        let shown = show::json(&expected, self.mask.get());
        let holds = match subject {
            Subject::Json(Value::Array(items)) => items.iter().any(|item| equal(item, &expected)),
            Subject::Nodes(nodes) => nodes.iter().any(|node| equal(node, &expected)),
            Subject::Json(Value::String(text)) => match &expected {
                Value::String(part) => text.contains(part.as_str()),
                _ => false,
            },
            Subject::Text(text) => text.contains(&scalar_text(data, &self.scope)?),
            other => return Ok(Some(self.not_text(&format!("contain {}", shown.text), other))),
        };
        if holds {
            return Ok(None);
        }
        let mut miss = self.miss(format!("contain {}", shown.text), subject, Some(shown));
        if matches!(subject, Subject::Json(Value::String(_))) && !expected.is_string() {
            miss.but.push_str(&format!(
                ", and {} {} is no part of a text",
                article(type_name(&expected)),
                type_name(&expected)
            ));
        }
        Ok(Some(miss))
    }

    fn text_part(
        &self,
        data: &Data,
        subject: &Subject<'_>,
        words: &str,
        holds: impl Fn(&str, &str) -> bool,
    ) -> Result<Option<Miss>> {
        let part = scalar_text(data, &self.scope)?;
        let shown = show::text(&part, self.mask.get());
        let Some(text) = text_of(subject) else {
            return Ok(Some(self.not_text(&format!("{words} {}", shown.text), subject)));
        };
        if holds(text, &part) {
            return Ok(None);
        }
        Ok(Some(self.miss(format!("{words} {}", shown.text), subject, Some(shown))))
    }

    fn matches(&self, regex: &Regex, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let text = text_of(subject);
        let mut raw = String::new();
        let matched = self.with_regex(regex, &mut |regex| {
            raw = regex.as_str().to_owned();
            text.is_some_and(|text| regex.is_match(text)).then(String::new)
        })?;
        if matched.is_some() {
            return Ok(None);
        }
        let shown = show::plain(self.mask.get().apply(&raw).into_owned(), "regular expression");
        if text.is_none() {
            return Ok(Some(self.not_text(&format!("match /{}/", shown.text), subject)));
        }
        Ok(Some(self.miss(format!("match /{}/", shown.text), subject, Some(shown))))
    }

    /// An operator on texts met something else.
    fn not_text(&self, should: &str, subject: &Subject<'_>) -> Miss {
        let mut miss = self.miss(should, subject, None);
        if let Some(actual) = &miss.actual {
            miss.but = format!(
                "is {} {}, not a text: {}",
                article(&actual.type_name),
                actual.type_name,
                actual.text
            );
        }
        miss
    }

    fn length(&self, matcher: &Matcher, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let Some(length) = length_of(subject) else {
            let mut miss = self.miss("have a length", subject, None);
            if let Some(actual) = &miss.actual {
                miss.but = format!(
                    "is {} {}, which has none: {}",
                    article(&actual.type_name),
                    actual.type_name,
                    actual.text
                );
            }
            return Ok(Some(miss));
        };
        let miss = self.first_miss(matcher, &Subject::Number(length as u64))?;
        Ok(miss.map(|miss| {
            let whole = self.shown(subject);
            Miss {
                should: format!("have a length that should {}", miss.should),
                but: format!("the length is {length}"),
                expected: miss.expected,
                actual: Some(Shown {
                    text: format!("length {length}: {}", whole.text),
                    type_name: whole.type_name,
                }),
                details: Vec::new(),
            }
        }))
    }

    fn empty(&self, wanted: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let should = if wanted { "be empty" } else { "not be empty" };
        let Some(length) = length_of(subject) else { return Ok(Some(self.not_text(should, subject))) };
        Ok(((length == 0) != wanted).then(|| self.miss(should, subject, None)))
    }

    /// The elements of an array or a list path.
    fn elements<'v>(&self, subject: &Subject<'v>) -> Option<Vec<&'v Value>> {
        match subject {
            Subject::Json(Value::Array(items)) => Some(items.iter().collect()),
            Subject::Nodes(nodes) => Some(nodes.clone()),
            _ => None,
        }
    }

    fn not_array(&self, should: &str, subject: &Subject<'_>) -> Miss {
        let mut miss = self.miss(should, subject, None);
        if let Some(actual) = &miss.actual {
            miss.but = format!(
                "is {} {}, not an array: {}",
                article(&actual.type_name),
                actual.type_name,
                actual.text
            );
        }
        miss
    }

    fn elements_match(&self, op: &Op, matcher: &Matcher, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let Some(elements) = self.elements(subject) else {
            // A single text is its own only element.
            if let (Op::None(_), Subject::Text(_)) = (op, subject) {
                let holds = self.first_miss(matcher, subject)?.is_none();
                return Ok(holds.then(|| self.miss("not match", subject, None)));
            }
            return Ok(Some(self.not_array("have elements that match", subject)));
        };
        let mut holding = Vec::new();
        let mut first: Option<(usize, Miss)> = None;
        for (index, element) in elements.iter().enumerate() {
            match self.first_miss(matcher, &Subject::Json(element))? {
                None => holding.push(index),
                Some(miss) => {
                    first.get_or_insert((index, miss));
                }
            }
        }
        let count = elements.len();
        let numbered = |indexes: &[usize]| {
            let all: Vec<String> = indexes.iter().take(5).map(usize::to_string).collect();
            all.join(", ")
        };
        Ok(match op {
            Op::Each(_) => first.map(|(index, miss)| Miss {
                should: format!("have elements that should each {}", miss.should),
                but: format!("element {index} of {count} {}", miss.but),
                ..miss
            }),
            Op::Some(_) if holding.is_empty() => Some(match first {
                Some((_, miss)) => {
                    let mut whole = self.miss(
                        format!("have an element that should {}", miss.should),
                        subject,
                        miss.expected,
                    );
                    whole.but = format!("none of its {count} elements does");
                    whole
                }
                None => self.miss("have an element that matches", subject, None),
            }),
            Op::None(_) if !holding.is_empty() => {
                let mut miss = self.miss("have no element that matches", subject, None);
                miss.but = format!("element {} of {count} does", numbered(&holding));
                Some(miss)
            }
            Op::One(_) if holding.len() != 1 => {
                let mut miss = self.miss("have exactly one element that matches", subject, None);
                miss.but = match holding.len() {
                    0 => format!("none of its {count} elements does"),
                    n => format!("{n} do: elements {}", numbered(&holding)),
                };
                Some(miss)
            }
            _ => None,
        })
    }

    fn unique(&self, wanted: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let Some(elements) = self.elements(subject) else {
            return Ok(Some(self.not_array("have elements that differ", subject)));
        };
        let repeated = repeated(&elements);
        Ok(match (wanted, repeated) {
            (true, Some((first, second))) => {
                let mut miss = self.miss("have no element twice", subject, None);
                let value = show::json(elements[second], self.mask.get()).text;
                miss.but = format!("elements {first} and {second} are both {value}");
                Some(miss)
            }
            (false, None) => Some(self.miss("have an element twice", subject, None)),
            _ => None,
        })
    }

    fn sorted(&self, descending: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let should = if descending { "be sorted, largest first" } else { "be sorted, smallest first" };
        let Some(elements) = self.elements(subject) else { return Ok(Some(self.not_array(should, subject))) };
        let wrong = if descending { Ordering::Less } else { Ordering::Greater };
        for (index, pair) in elements.windows(2).enumerate() {
            let problem = match order::elements(pair[0], pair[1]) {
                Some(ordering) if ordering != wrong => continue,
                Some(_) => "stand in the wrong order",
                None => "are of different types",
            };
            let mut miss = self.miss(should, subject, None);
            let mask = self.mask.get();
            let (left, right) = (show::json(pair[0], mask).text, show::json(pair[1], mask).text);
            miss.but = format!("elements {index} and {} {problem}: {left}, {right}", index + 1);
            return Ok(Some(miss));
        }
        Ok(None)
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

fn inexact(written: &str, span: Span) -> RenderError {
    RenderError::new(EvalError::inexact(written), &"".into(), span)
}

/// Where a comparison's expected value stands.
fn matcher_span(comparison: &Comparison) -> Span {
    match &comparison.expected {
        Expected::Data(data) => data.span(),
        Expected::File(file) => file.span,
    }
}

/// Compares a literal scalar without copying it; `None` for anything else.
fn scalar_equals(data: &Data, actual: &Value) -> Option<bool> {
    match (data, actual) {
        (Data::Text(text), Value::String(actual)) if text.template.is_none() => Some(*text.raw == **actual),
        (Data::Bool(expected, _), Value::Bool(actual)) => Some(expected == actual),
        (Data::Number { value, .. }, Value::Number(actual)) => {
            Some(crate::model::value::compare_numbers(value, actual) == Some(Ordering::Equal))
        }
        (Data::Null(_), Value::Null) => Some(true),
        _ => None,
    }
}

fn type_names(types: &[JsonType]) -> String {
    let names: Vec<&str> = types.iter().map(|wanted| wanted.name()).collect();
    names.join(" or ")
}

fn is_of_type(value: &Value, wanted: JsonType) -> bool {
    match (value, wanted) {
        (Value::Number(number), JsonType::Integer) => is_integer(number),
        (Value::Number(_), JsonType::Number) => true,
        (value, wanted) => type_name(value) == wanted.name(),
    }
}

fn text_of<'v>(subject: &Subject<'v>) -> Option<&'v str> {
    match subject {
        Subject::Json(Value::String(text)) => Some(text),
        Subject::Text(text) => Some(text),
        _ => None,
    }
}

/// Characters, elements or members.
fn length_of(subject: &Subject<'_>) -> Option<usize> {
    match subject {
        Subject::Nothing => Some(0),
        Subject::Json(Value::String(text)) => Some(text.chars().count()),
        Subject::Json(Value::Array(items)) => Some(items.len()),
        Subject::Json(Value::Object(members)) => Some(members.len()),
        Subject::Nodes(nodes) => Some(nodes.len()),
        Subject::Text(text) => Some(text.chars().count()),
        _ => None,
    }
}

/// The first pair of equal elements.
fn repeated(elements: &[&Value]) -> Option<(usize, usize)> {
    // Texts, the usual case, are compared by a table; anything else pair by pair, within a bound.
    if elements.iter().all(|element| element.is_string()) {
        let mut seen = std::collections::HashMap::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            if let Some(first) = seen.insert(element.as_str(), index) {
                return Some((first, index));
            }
        }
        return None;
    }
    for (second, element) in elements.iter().enumerate() {
        if let Some(first) = elements[..second].iter().position(|other| equal(other, element)) {
            return Some((first, second));
        }
    }
    None
}

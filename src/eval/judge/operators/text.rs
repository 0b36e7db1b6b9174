//! Operators on texts, and on the length of what has one.

use crate::eval::display;
use crate::eval::judge::subject::{Subject, length_of, mismatch, text_of};
use crate::eval::judge::{Judge, Result};
use crate::eval::render::{self, scalar_text};
use crate::model::{Data, DisplayValue, Matcher, Mismatch, Observed, Regex, Rule};
use crate::value::{Value, type_name};

/// For whoever asks for the characters of an element.
const OF_NODES: &str =
    "`length` is the number of nodes found; `each: { length: … }` is about the characters of each";

impl Judge<'_> {
    pub(in crate::eval::judge) fn contains(
        &self,
        data: &Data,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let value = render::data(data, &self.scope)?;
        let display = || display::json(&value, self.mask.get());
        let holds = match subject {
            Subject::Json(Value::Array(items)) => items.contains(&value),
            Subject::Nodes(nodes) => nodes.iter().any(|node| **node == value),
            Subject::Json(Value::String(text)) => match &value {
                Value::String(part) => text.contains(part.as_str()),
                _ => false,
            },
            Subject::Text(text) => text.contains(&scalar_text(data, &self.scope)?),
            other => return Ok(Some(self.not_text(Rule::asks("contains", display().text), other))),
        };
        if holds {
            return Ok(None);
        }
        let expected = display();
        let mut found = self.mismatch(Rule::asks("contains", &*expected.text), subject, Some(expected));
        if matches!(subject, Subject::Json(Value::String(_))) && !value.is_string() {
            found.observed = Observed::NoPart(type_name(&value).to_owned());
        }
        Ok(Some(found))
    }

    pub(in crate::eval::judge) fn text_part(
        &self,
        data: &Data,
        subject: &Subject<'_>,
        operator: &str,
        holds: impl Fn(&str, &str) -> bool,
    ) -> Result<Option<Mismatch>> {
        let part = scalar_text(data, &self.scope)?;
        let text = text_of(subject);
        if text.is_some_and(|text| holds(text, &part)) {
            return Ok(None);
        }
        let expected = display::text(&part, self.mask.get());
        let rule = Rule::asks(operator, &*expected.text);
        Ok(Some(match text {
            Some(_) => self.mismatch(rule, subject, Some(expected)),
            None => self.not_text(rule, subject),
        }))
    }

    pub(in crate::eval::judge) fn matches(
        &self,
        regex: &Regex,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let text = text_of(subject);
        let mut raw = String::new();
        let matched = self.with_regex(regex, &mut |regex| {
            raw = regex.as_str().to_owned();
            text.is_some_and(|text| regex.is_match(text)).then(String::new)
        })?;
        if matched.is_some() {
            return Ok(None);
        }
        let expected = display::plain(self.mask.get().apply(&raw).into_owned(), "regular expression");
        let rule = Rule::asks("matches", &*expected.text);
        Ok(Some(match text {
            Some(_) => self.mismatch(rule, subject, Some(expected)),
            None => self.not_text(rule, subject),
        }))
    }

    pub(in crate::eval::judge) fn length(
        &self,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let Some(length) = length_of(subject) else {
            let found = self.mismatch(Rule::HaveLength, subject, None);
            return Ok(Some(Mismatch { observed: Observed::NoLength, ..found }));
        };
        let found = self.first_mismatch(matcher, &Subject::Number(length as u64))?;
        Ok(found.map(|found| {
            let whole = self.display(subject);
            let actual = DisplayValue { text: format!("length {length}: {}", whole.text), ..whole };
            let of_nodes = matches!(subject, Subject::Texts(all) if all.len() == 1);
            Mismatch {
                expected: found.expected,
                actual: Some(actual),
                details: of_nodes.then(|| OF_NODES.to_owned()).into_iter().collect(),
                ..mismatch(Rule::Length(found.rule.into()), Observed::Length(length.into()))
            }
        }))
    }

    pub(in crate::eval::judge) fn empty(
        &self,
        wanted: bool,
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let rule = Rule::Empty(wanted);
        let Some(length) = length_of(subject) else { return Ok(Some(self.not_text(rule, subject))) };
        Ok(((length == 0) != wanted).then(|| self.mismatch(rule, subject, None)))
    }
}

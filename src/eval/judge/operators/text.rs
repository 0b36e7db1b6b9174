//! Operators on texts, and on the length of what has one.

use crate::diag::article;
use crate::eval::display;
use crate::eval::judge::subject::{Miss, Subject, length_of, text_of};
use crate::eval::judge::{Judge, Result};
use crate::eval::render::{self, scalar_text};
use crate::model::value::{Value, equal, type_name};
use crate::model::{Data, DisplayValue, Matcher, Regex};

impl Judge<'_> {
    pub(in crate::eval::judge) fn contains(
        &self,
        data: &Data,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        let expected = render::data(data, &self.scope)?;
        let shown = || display::json(&expected, self.mask.get());
        let holds = match subject {
            Subject::Json(Value::Array(items)) => items.iter().any(|item| equal(item, &expected)),
            Subject::Nodes(nodes) => nodes.iter().any(|node| equal(node, &expected)),
            Subject::Json(Value::String(text)) => match &expected {
                Value::String(part) => text.contains(part.as_str()),
                _ => false,
            },
            Subject::Text(text) => text.contains(&scalar_text(data, &self.scope)?),
            other => return Ok(Some(self.not_text(&format!("contain {}", shown().text), other))),
        };
        if holds {
            return Ok(None);
        }
        let shown = shown();
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

    pub(in crate::eval::judge) fn text_part(
        &self,
        data: &Data,
        subject: &Subject<'_>,
        words: &str,
        holds: impl Fn(&str, &str) -> bool,
    ) -> Result<Option<Miss>> {
        let part = scalar_text(data, &self.scope)?;
        let text = text_of(subject);
        if text.is_some_and(|text| holds(text, &part)) {
            return Ok(None);
        }
        let shown = display::text(&part, self.mask.get());
        if text.is_none() {
            return Ok(Some(self.not_text(&format!("{words} {}", shown.text), subject)));
        }
        Ok(Some(self.miss(format!("{words} {}", shown.text), subject, Some(shown))))
    }

    pub(in crate::eval::judge) fn matches(
        &self,
        regex: &Regex,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
        let text = text_of(subject);
        let mut raw = String::new();
        let matched = self.with_regex(regex, &mut |regex| {
            raw = regex.as_str().to_owned();
            text.is_some_and(|text| regex.is_match(text)).then(String::new)
        })?;
        if matched.is_some() {
            return Ok(None);
        }
        let shown = display::plain(self.mask.get().apply(&raw).into_owned(), "regular expression");
        if text.is_none() {
            return Ok(Some(self.not_text(&format!("match /{}/", shown.text), subject)));
        }
        Ok(Some(self.miss(format!("match /{}/", shown.text), subject, Some(shown))))
    }

    pub(in crate::eval::judge) fn length(
        &self,
        matcher: &Matcher,
        subject: &Subject<'_>,
    ) -> Result<Option<Miss>> {
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
                actual: Some(DisplayValue {
                    text: format!("length {length}: {}", whole.text),
                    type_name: whole.type_name,
                }),
                details: Vec::new(),
            }
        }))
    }

    pub(in crate::eval::judge) fn empty(&self, wanted: bool, subject: &Subject<'_>) -> Result<Option<Miss>> {
        let should = if wanted { "be empty" } else { "not be empty" };
        let Some(length) = length_of(subject) else { return Ok(Some(self.not_text(should, subject))) };
        Ok(((length == 0) != wanted).then(|| self.miss(should, subject, None)))
    }
}

//! `xml` and `html` of `expect`.

use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::ResponseView;
use crate::eval::as_text;
use crate::eval::display;
use crate::eval::markup::{Found, MarkupProblem};
use crate::eval::render::scalar_text;
use crate::model::value::Value;
use crate::model::{
    Comparison, Data, Expected, Kind, Matcher, Mismatch, Observed, Op, Operator, Query, QueryId, Rule,
};
use crate::source::Span;

impl Judge<'_> {
    /// Judges what queries find. A body that cannot be read is told once.
    pub(super) fn queries(
        &self,
        kind: Kind,
        queries: &[(Query, Matcher)],
        response: &ResponseView<'_>,
    ) -> Vec<Result<Vec<Finding>>> {
        let Some((first, _)) = queries.first() else { return Vec::new() };
        let unread = match first.id {
            QueryId::XPath(_) => response.xml().err(),
            QueryId::Css(_) => response.html().err(),
        };
        if let Some(problem) = unread {
            return vec![Ok(vec![self.unread(problem, response, first.span)])];
        }
        queries.iter().map(|(query, matcher)| self.query(kind, query, matcher, response)).collect()
    }

    fn query(
        &self,
        kind: Kind,
        query: &Query,
        matcher: &Matcher,
        response: &ResponseView<'_>,
    ) -> Result<Vec<Finding>> {
        match self.find(query, response) {
            Err(problem) => Ok(vec![self.unread(&problem, response, query.span)]),
            Ok(Found::Number(number)) => self.matcher(kind, &query.raw, matcher, &Subject::Number(number)),
            Ok(Found::Boolean(holds)) => {
                self.matcher(kind, &query.raw, matcher, &Subject::Json(&holds.into()))
            }
            Ok(Found::Texts(texts)) if texts.is_empty() => {
                self.matcher(kind, &query.raw, matcher, &Subject::Nothing)
            }
            Ok(Found::Texts(texts)) => {
                let texts = texts.iter().map(String::as_str).collect();
                self.matcher(kind, &query.raw, matcher, &Subject::Texts(texts))
            }
        }
    }

    /// What a query finds in the body.
    pub(crate) fn find(
        &self,
        query: &Query,
        response: &ResponseView<'_>,
    ) -> std::result::Result<Found, MarkupProblem> {
        let library = self.scope.library;
        match query.id {
            QueryId::XPath(id) => {
                response.xml().map_err(Clone::clone)?.find(library.xpath(id), self.namespaces)
            }
            QueryId::Css(id) => Ok(response.html().map_err(Clone::clone)?.find(library.css(id))),
        }
    }

    /// The body cannot be read as what it should be, or a query not be answered.
    pub(crate) fn unread(&self, problem: &MarkupProblem, response: &ResponseView<'_>, span: Span) -> Finding {
        self.unreadable(problem.kind, &problem.message, response, span)
    }

    /// One operator on what a query found: a single text where it asks for one, else the list.
    pub(super) fn texts(&self, operator: &Operator, texts: &[&str]) -> Result<Option<Mismatch>> {
        let subject = Subject::Texts(texts.to_vec());
        match (&operator.op, texts) {
            (Op::Not(matcher), [_, _, ..]) if asks_for_one(matcher) => Ok(Some(self.several(texts))),
            (op, [one]) if needs_one(op) || takes_one(op) => self.operator(operator, &Subject::Text(one)),
            (Op::Equals(comparison), _) if is_list(comparison) => {
                self.equals_list(comparison, texts, &subject)
            }
            (Op::Contains(data), _) => {
                let expected = scalar_text(data, &self.scope)?;
                let shown = display::text(&expected, self.mask.get());
                let rule = Rule::ContainElement(shown.text.clone());
                Ok((!texts.contains(&&*expected)).then(|| self.mismatch(rule, &subject, Some(shown))))
            }
            (op, _) if needs_one(op) => Ok(Some(self.several(texts))),
            _ => self.operator(operator, &subject),
        }
    }

    fn several(&self, texts: &[&str]) -> Mismatch {
        let found = self.mismatch(Rule::SingleNode, &Subject::Texts(texts.to_vec()), None);
        Mismatch { observed: Observed::Nodes(texts.len().into()), ..found }
    }

    fn equals_list(
        &self,
        comparison: &Comparison,
        texts: &[&str],
        subject: &Subject<'_>,
    ) -> Result<Option<Mismatch>> {
        let mut expected: Vec<String> = match &comparison.expected {
            Expected::Data(Data::List(items, _)) => items
                .iter()
                .map(|item| Ok(scalar_text(item, &self.scope)?.to_string()))
                .collect::<Result<_>>()?,
            _ => match self.expected_value(comparison)? {
                Value::Array(items) => items.iter().map(as_text).collect(),
                other => vec![as_text(&other)],
            },
        };
        let mut actual = texts.to_vec();
        let shown = display::json(&expected.clone().into(), self.mask.get());
        if crate::eval::render::setting(
            &comparison.any_order,
            &self.scope,
            crate::eval::render::read_boolean,
        )? {
            expected.sort_unstable();
            actual.sort_unstable();
        }
        let holds = expected == actual;
        Ok((!holds).then(|| self.mismatch(Rule::Equal(shown.text.clone()), subject, Some(shown))))
    }
}

/// Asked of one text: several are never it.
fn needs_one(op: &Op) -> bool {
    match op {
        Op::Equals(comparison) => !is_list(comparison),
        Op::Partial(_) | Op::OneOf(_) | Op::Order(..) | Op::StartsWith(_) | Op::EndsWith(_) => true,
        Op::Matches(_) | Op::Format(_) | Op::Count(_) => true,
        _ => false,
    }
}

/// Asked of the text where there is one, and of the list where there are several.
fn takes_one(op: &Op) -> bool {
    matches!(op, Op::Contains(_) | Op::Length(_) | Op::Empty(_) | Op::Type(_))
}

fn asks_for_one(matcher: &Matcher) -> bool {
    matcher.operators.iter().any(|operator| match &operator.op {
        Op::Not(inner) => asks_for_one(inner),
        Op::AllOf(all) | Op::AnyOf(all) => all.iter().any(asks_for_one),
        op => needs_one(op),
    })
}

fn is_list(comparison: &Comparison) -> bool {
    match &comparison.expected {
        Expected::Data(Data::List(..)) => true,
        Expected::Data(_) => false,
        Expected::File(value) => value.value.is_array(),
    }
}

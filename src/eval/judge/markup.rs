//! `xml` and `html` of `expect`.

use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::ResponseView;
use crate::eval::as_text;
use crate::eval::display;
use crate::eval::markup::{Found, MarkupProblem};
use crate::eval::render::scalar_text;
use crate::model::{
    About, Arity, Comparison, CompiledQuery, Data, Expected, Kind, Matcher, Mismatch, Observed, Op, Operator,
    Query, Rule,
};
use crate::source::Span;
use crate::value::Value;

impl Judge<'_> {
    /// Judges what queries find. A body that cannot be read is told once.
    pub(super) fn queries(
        &self,
        kind: Kind,
        queries: &[(Query, Matcher)],
        response: &ResponseView<'_>,
    ) -> Vec<Result<Vec<Finding>>> {
        let Some((first, _)) = queries.first() else { return Vec::new() };
        let unread = match first.compiled {
            CompiledQuery::XPath(_) => response.xml().err(),
            CompiledQuery::Css(_) => response.html().err(),
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
        match &query.compiled {
            CompiledQuery::XPath(xpath) => response.xml().map_err(Clone::clone)?.find(xpath, self.namespaces),
            CompiledQuery::Css(css) => Ok(response.html().map_err(Clone::clone)?.find(css)),
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
            (op, [one]) if op.traits().arity != Arity::Any => self.operator(operator, &Subject::Text(one)),
            (Op::Equals(comparison), _) if comparison.expected.is_list() => {
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

/// Several texts never fulfil it.
fn needs_one(op: &Op) -> bool {
    op.traits().arity == Arity::One
}

/// Whether one of the matcher's operators needs a single text.
fn asks_for_one(matcher: &Matcher) -> bool {
    matcher.operators.iter().any(|operator| match operator.op.traits().operand.matchers() {
        (About::Same, inner @ [_, ..]) => inner.iter().any(asks_for_one),
        _ => needs_one(&operator.op),
    })
}

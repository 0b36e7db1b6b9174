//! `xml` and `html` of `expect`.

use std::cell::Cell;

use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::ResponseView;
use crate::eval::as_text;
use crate::eval::display;
use crate::eval::markup::{Found, Markup, MarkupProblem, Outline};
use crate::eval::render::{self, read_boolean};
use crate::model::{
    About, Arity, Comparison, Data, Expected, Kind, MarkupLanguage, Matcher, Mismatch, Observed, Op,
    Operator, Query, Rule,
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
        if let Err(problem) = body_of(first, response) {
            return vec![Ok(vec![self.unread(problem, response, first.span)])];
        }
        // What is said of the page need not be repeated for each query.
        let titled = Cell::new(false);
        queries.iter().map(|(query, matcher)| self.query(kind, query, matcher, response, &titled)).collect()
    }

    fn query(
        &self,
        kind: Kind,
        query: &Query,
        matcher: &Matcher,
        response: &ResponseView<'_>,
        titled: &Cell<bool>,
    ) -> Result<Vec<Finding>> {
        match self.find(query, response) {
            Err(problem) => Ok(vec![self.unread(&problem, response, query.span)]),
            Ok(Found::Number(number)) => self.matcher(kind, &query.raw, matcher, &Subject::Number(number)),
            Ok(Found::Boolean(holds)) => {
                self.matcher(kind, &query.raw, matcher, &Subject::Json(&holds.into()))
            }
            Ok(Found::Text(text)) => self.matcher(kind, &query.raw, matcher, &Subject::Text(&text)),
            Ok(Found::Texts(texts)) if texts.is_empty() => {
                let mut findings = self.matcher(kind, &query.raw, matcher, &Subject::NoNodes)?;
                for finding in &mut findings {
                    finding.mismatch.details = self.outline(query, response, !titled.replace(true));
                }
                Ok(findings)
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
        body_of(query, response).map_err(Clone::clone)?.find(query, self.namespaces)
    }

    /// What the body has instead of what a query looks for, in lines.
    pub(crate) fn outline(&self, query: &Query, response: &ResponseView<'_>, titled: bool) -> Vec<String> {
        let Ok(body) = body_of(query, response) else { return Vec::new() };
        let outline = Outline { body, prefixes: self.namespaces, mask: self.mask.get() };
        let mut lines = if titled { outline.titles() } else { Vec::new() };
        lines.extend(outline.nearest(query));
        lines
    }

    /// The body cannot be read as what it should be, or a query not be answered.
    pub(crate) fn unread(&self, problem: &MarkupProblem, response: &ResponseView<'_>, span: Span) -> Finding {
        self.unreadable(problem.kind, &problem.message, response, span)
    }

    /// One operator on the nodes that a query found: on the text of the one node where it asks for that, else on all.
    pub(super) fn texts(&self, operator: &Operator, texts: &[&str]) -> Result<Option<Mismatch>> {
        if let Op::Equals(comparison) = &operator.op
            && let Some(expected) = self.expected_list(comparison)?
        {
            return self.equals_list(comparison, expected, texts);
        }
        match (&operator.op, texts) {
            (Op::Not(matcher), [_, _, ..]) if asks_for_one(matcher) => Ok(Some(self.several(texts))),
            (op, [one]) if needs_one(op) => self.operator(operator, &Subject::Text(one)),
            (op, _) if needs_one(op) => Ok(Some(self.several(texts))),
            _ => self.operator(operator, &Subject::Texts(texts.to_vec())),
        }
    }

    fn several(&self, texts: &[&str]) -> Mismatch {
        let found = self.mismatch(Rule::SingleNode, &Subject::Texts(texts.to_vec()), None);
        Mismatch { observed: Observed::Nodes(texts.len().into()), ..found }
    }

    /// The texts of the list that is expected; `None` where a single value is.
    fn expected_list(&self, comparison: &Comparison) -> Result<Option<Vec<String>>> {
        let may_be_list = match &comparison.expected {
            Expected::Data(Data::Text(text)) => text.template.is_some(),
            Expected::Data(Data::List(..)) | Expected::File(_) => true,
            Expected::Data(_) => false,
        };
        if !may_be_list {
            return Ok(None);
        }
        // A single value is rendered once more for its comparison, with the same randomness.
        let before = self.scope.random.here();
        match self.expected_value(comparison)? {
            Value::Array(items) => Ok(Some(items.iter().map(as_text).collect())),
            _ => {
                self.scope.random.go_back(&before);
                Ok(None)
            }
        }
    }

    fn equals_list(
        &self,
        comparison: &Comparison,
        mut expected: Vec<String>,
        texts: &[&str],
    ) -> Result<Option<Mismatch>> {
        let mut actual = texts.to_vec();
        let shown = display::json(&expected.clone().into(), self.mask.get());
        if render::setting(&comparison.any_order, &self.scope, read_boolean)? {
            expected.sort_unstable();
            actual.sort_unstable();
        }
        let subject = Subject::Texts(texts.to_vec());
        let holds = expected == actual;
        Ok((!holds).then(|| self.mismatch(Rule::Equal(shown.text.clone()), &subject, Some(shown))))
    }
}

/// The body that a query is about.
fn body_of<'r>(
    query: &Query,
    response: &'r ResponseView<'_>,
) -> std::result::Result<&'r Markup, &'r MarkupProblem> {
    match query.language {
        MarkupLanguage::Xml => response.xml(),
        MarkupLanguage::Html => response.html(),
    }
}

/// It is about the text of one node.
fn needs_one(op: &Op) -> bool {
    op.traits().arity != Arity::Any
}

/// Whether one of the matcher's operators needs a single text.
fn asks_for_one(matcher: &Matcher) -> bool {
    matcher.operators.iter().any(|operator| match operator.op.traits().operand.matchers() {
        (About::Same, inner @ [_, ..]) => inner.iter().any(asks_for_one),
        _ => needs_one(&operator.op),
    })
}

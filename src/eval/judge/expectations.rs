//! The sections of `expect`.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::recorder::Asked;
use super::subject::Subject;
use super::{Finding, Judge, Result};
use crate::eval::display;
use crate::eval::json_body::JsonProblem;
use crate::eval::jsonpath::select;
use crate::eval::render::{self, RenderError, string};
use crate::eval::{EvalError, Evaluated, as_text, evaluate};
use crate::eval::{ResponseView, hex};
use crate::lang::{Expr, Node};
use crate::model::{
    BodyExpect, Expect, Expression, ExpressionPart, Kind, Matcher, Mismatch, Observed, Path, Rule, Section,
    Status, header_target, headers_named,
};
use crate::source::{Span, Spanned};
use crate::value::Value;

/// Judges a response. Every expectation is evaluated; a template that cannot be rendered stops only its own.
/// `fallback` is where a missing `status` section is pointed at.
pub fn judge(
    judge: &Judge<'_>,
    expect: &Expect,
    response: &ResponseView<'_>,
    fallback: Span,
) -> Vec<std::result::Result<Finding, RenderError>> {
    let mut found = Collector::default();
    found.one(judge.status(expect.status.as_ref(), response, fallback));
    for (name, matcher) in &expect.headers {
        let values: Vec<&str> = headers_named(response.headers, &name.raw).collect();
        let subject = if values.is_empty() { Subject::Nothing } else { Subject::Lines(values) };
        found.many(judge.matcher(Kind::Header, &header_target(&name.raw), matcher, &subject));
    }
    if !expect.json.is_empty() {
        match response.json() {
            Ok(body) => {
                for (path, matcher) in &expect.json {
                    found.many(judge.json(path, matcher, body));
                }
            }
            Err(problem) => found.one(Ok(Some(judge.not_json(problem, response, expect.json[0].0.span)))),
        }
    }
    if let Some(schema) = &expect.schema {
        match response.json() {
            Ok(body) => found.one(judge.body_schema(schema, body)),
            Err(problem) if expect.json.is_empty() => {
                found.one(Ok(Some(judge.not_json(problem, response, schema.span))));
            }
            // Told above.
            Err(_) => {}
        }
    }
    for findings in judge.queries(Kind::Xml, &expect.xml, response) {
        found.many(findings);
    }
    for findings in judge.queries(Kind::Html, &expect.html, response) {
        found.many(findings);
    }
    for cookie in &expect.cookies {
        found.many(judge.cookie(cookie, response));
    }
    if let Some(body) = &expect.body {
        match response.undecoded() {
            None => found.many(judge.body(body, response)),
            Some(message) => {
                let span = body.span().unwrap_or(fallback);
                found.one(Ok(Some(judge.unreadable(Kind::Protocol, &message, response, span))));
            }
        }
    }
    if let Some(Section::Is(matcher)) = &expect.duration {
        let subject = Subject::Duration(response.duration);
        found.many(judge.matcher(Kind::Duration, "the duration", matcher, &subject));
    }
    if let Some(matcher) = &expect.url {
        found.many(judge.matcher(Kind::Url, "the URL", matcher, &Subject::Text(response.url)));
    }
    if let Some(matcher) = &expect.redirects {
        let subject = Subject::Number(response.redirects() as u64);
        found.many(judge.matcher(Kind::Redirects, "the number of redirects", matcher, &subject));
    }
    let mut scope = judge.scope;
    scope.response = Some(response);
    let with_response = Judge { scope, ..*judge };
    found.all.extend(expressions(&with_response, &expect.that, Kind::That));
    found.all
}

/// Judges free expressions (`that`, `check`).
pub fn expressions(
    judge: &Judge<'_>,
    expressions: &[Expression],
    kind: Kind,
) -> Vec<std::result::Result<Finding, RenderError>> {
    let mut found = Collector::default();
    for expression in expressions {
        found.one(judge.expression(expression, kind));
    }
    found.all
}

#[derive(Default)]
struct Collector {
    all: Vec<std::result::Result<Finding, RenderError>>,
}

impl Collector {
    fn one(&mut self, result: Result<Option<Finding>>) {
        match result {
            Ok(finding) => self.all.extend(finding.map(Ok)),
            Err(error) => self.all.push(Err(error)),
        }
    }

    fn many(&mut self, result: Result<Vec<Finding>>) {
        match result {
            Ok(findings) => self.all.extend(findings.into_iter().map(Ok)),
            Err(error) => self.all.push(Err(error)),
        }
    }
}

impl<'a> Judge<'a> {
    fn status(
        &self,
        status: Option<&Spanned<Section<Status>>>,
        response: &ResponseView<'_>,
        fallback: Span,
    ) -> Result<Option<Finding>> {
        let actual = response.status;
        let (status, span) = match status {
            Some(Spanned { value: Section::Is(status), span }) => (Cow::Borrowed(status), *span),
            _ => (Cow::Owned(Status::Class(2)), fallback),
        };
        if let Status::Matcher(matcher) = status.as_ref() {
            let subject = Subject::Status(actual);
            return Ok(self.matcher(Kind::Status, "status", matcher, &subject)?.into_iter().next());
        }
        let holds = self.status_holds(&status, actual)?;
        if holds && self.recorder.is_none() {
            return Ok(None);
        }
        let expected = self.status_text(&status)?;
        let asked = Asked { kind: Kind::Status, target: "status", operator: "equals", span };
        Ok(self.decide(asked, holds, || Mismatch {
            operator: Some(asked.operator.to_owned()),
            expected: Some(display::plain(expected.clone(), "status")),
            actual: Some(display::plain(actual.to_string(), "status")),
            ..Mismatch::new(asked.target, Rule::Be(expected), Observed::Value)
        }))
    }

    /// True where nothing but a 4xx is expected, so that the request is wrong on purpose.
    pub fn expects_client_error(&self, status: Option<&Spanned<Section<Status>>>) -> bool {
        fn all(judge: &Judge<'_>, status: &Status) -> bool {
            match status {
                Status::Code(code) => code / 100 == 4,
                Status::Class(class) => *class == 4,
                Status::OneOf(statuses) => statuses.iter().all(|status| all(judge, status)),
                Status::Template(text) => render::text_value(text, &judge.scope)
                    .is_ok_and(|value| Status::parse(&as_text(&value)).is_some_and(|one| all(judge, &one))),
                Status::Any => false,
                Status::Matcher(matcher) => {
                    let found = |code| judge.matcher(Kind::Status, "", matcher, &Subject::Status(code));
                    let holds = |code: &u16| found(*code).is_ok_and(|found| found.is_empty());
                    (100..600).filter(holds).all(|code| code / 100 == 4)
                }
            }
        }
        match status.map(|status| &status.value) {
            Some(Section::Is(status)) => all(self, status),
            Some(Section::Removed) | None => false,
        }
    }

    pub(super) fn status_holds(&self, status: &Status, actual: u16) -> Result<bool> {
        Ok(match status {
            Status::Code(code) => *code == actual,
            Status::Class(class) => actual / 100 == *class,
            Status::Any => true,
            Status::OneOf(all) => {
                for status in all {
                    if self.status_holds(status, actual)? {
                        return Ok(true);
                    }
                }
                false
            }
            Status::Template(text) => {
                let value = render::text_value(text, &self.scope)?;
                let statuses: Vec<&Value> = match value.as_ref() {
                    Value::Array(items) => items.iter().collect(),
                    other => vec![other],
                };
                let mut holds = false;
                for value in statuses {
                    let written = as_text(value);
                    let status = Status::parse(&written).ok_or_else(|| {
                        let error = EvalError::new(format!("`{written}` is not an HTTP status"));
                        RenderError::new(error, &text.raw, text.span)
                    })?;
                    holds |= self.status_holds(&status, actual)?;
                }
                holds
            }
            // A matcher is judged by itself, and never stands in a list.
            Status::Matcher(_) => false,
        })
    }

    fn status_text(&self, status: &Status) -> Result<String> {
        Ok(match status {
            Status::Code(code) => code.to_string(),
            Status::Class(class) => format!("{class}xx"),
            Status::Any => "any".to_owned(),
            Status::OneOf(all) => {
                let words: Result<Vec<String>> = all.iter().map(|status| self.status_text(status)).collect();
                words?.join(" or ")
            }
            Status::Template(text) => as_text(render::text_value(text, &self.scope)?.as_ref()),
            Status::Matcher(_) => "as its operators say".to_owned(),
        })
    }

    fn json(&self, path: &Path, matcher: &Matcher, json: &Value) -> Result<Vec<Finding>> {
        let nodes = self.select(path, json)?;
        let subject = match (path.compiled.is_singular(), nodes.as_slice()) {
            (true, []) => Subject::Nothing,
            (false, []) => Subject::NoNodes,
            (true, [node, ..]) => Subject::Json(node),
            (false, _) => Subject::Nodes(nodes),
        };
        self.matcher(Kind::Json, &path.raw, matcher, &subject)
    }

    /// The nodes that a path finds; names in it are rendered.
    pub(crate) fn select<'v>(&self, path: &Path, json: &'v Value) -> Result<Vec<&'v Value>> {
        let mut names = Vec::with_capacity(path.names.len());
        for name in &path.names {
            let expr = &name.expr;
            let value = evaluate::value(expr, &self.scope)
                .map_err(|error| RenderError::new(error, &name.raw, name.span))?;
            names.push(as_text(&value));
        }
        select(&path.compiled, json, &names)
            .map_err(|error| RenderError::new(EvalError::new(error.to_string()), &path.raw, path.span))
    }

    /// The body is to be read as JSON but is none, or too large.
    pub(crate) fn not_json(&self, problem: &JsonProblem, response: &ResponseView<'_>, span: Span) -> Finding {
        let expected = Some(display::plain("a JSON body", "json"));
        let mut finding = self.unreadable(problem.kind, &problem.message, response, span);
        finding.mismatch.expected = expected;
        finding
    }

    /// The body cannot be read as what it should be; `why` completes "the body …".
    pub(crate) fn unreadable(
        &self,
        kind: Kind,
        why: &str,
        response: &ResponseView<'_>,
        span: Span,
    ) -> Finding {
        let observed = Observed::Unreadable(why.to_owned());
        let actual = Some(display::text(&response.body, self.mask.get()));
        let mismatch = Mismatch { actual, ..Mismatch::new("the body", Rule::Readable, observed) };
        Finding { kind, span, mismatch }
    }

    fn body(&self, body: &BodyExpect, response: &ResponseView<'_>) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        if let Some(matcher) = &body.text {
            let subject = Subject::Text(&response.body);
            findings.extend(self.matcher(Kind::Body, "the body", matcher, &subject)?);
        }
        let asked = |operator, span| Asked { kind: Kind::Body, target: "the body", operator, span };
        let bytes = |text: String| Some(display::plain(text, "bytes"));
        if let Some(same_as) = &body.same_as {
            let holds = *same_as.value == *response.bytes;
            findings.extend(self.decide(asked("same_as", same_as.span), holds, || {
                let equal =
                    same_as.value.iter().zip(response.bytes).take_while(|(left, right)| left == right);
                Mismatch {
                    expected: bytes(format!("{} bytes", same_as.value.len())),
                    actual: bytes(format!("{} bytes", response.bytes.len())),
                    ..Mismatch::new("the body", Rule::SameAsFile, Observed::Byte((equal.count() + 1).into()))
                }
            }));
        }
        if let Some(sha256) = &body.sha256 {
            let expected = string(sha256, &self.scope)?;
            let actual = hex(&Sha256::digest(response.bytes));
            let holds = expected.trim().eq_ignore_ascii_case(&actual);
            findings.extend(self.decide(asked("sha256", sha256.span), holds, || {
                let rule = Rule::Be(expected.trim().to_owned());
                Mismatch {
                    expected: bytes(expected),
                    actual: bytes(actual),
                    ..Mismatch::new("the body's SHA-256", rule, Observed::Value)
                }
            }));
        }
        if let Some(matcher) = &body.length {
            let subject = Subject::Number(response.bytes.len() as u64);
            findings.extend(self.matcher(Kind::Body, "the body's number of bytes", matcher, &subject)?);
        }
        Ok(findings)
    }

    fn expression(&self, expression: &Expression, kind: Kind) -> Result<Option<Finding>> {
        let expr = &expression.expr;
        let target = expression.raw.trim();
        let asked = Asked { kind, target, operator: "holds", span: expression.span };
        let holds = evaluate::boolean(expr, &self.scope)
            .map_err(|error| RenderError::new(error, &expression.raw, expression.span))
            .inspect_err(|_| self.record_error(asked))?;
        Ok(self.decide(asked, holds, || {
            let mut parts = Vec::new();
            self.parts(expr, &expression.raw, &mut parts);
            Mismatch { parts, ..Mismatch::new(target, Rule::Boolean(true), Observed::Opposite) }
        }))
    }

    /// The values of the parts that a false expression is made of: the sides of comparisons, the operands of `and`.
    fn parts(&self, expr: &Expr, raw: &str, parts: &mut Vec<ExpressionPart>) {
        match &expr.node {
            Node::Const(_) | Node::Call(..) => {}
            Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Compare(..) => {
                expr.children().for_each(|child| self.parts(child, raw, parts));
            }
            _ => {
                let Some(text) = raw.get(expr.range.clone()) else { return };
                if parts.iter().any(|part| part.text == text) {
                    return;
                }
                let value = match evaluate::evaluate(expr, &self.scope) {
                    Ok(Evaluated::Value(value)) => display::json(&value, self.mask.get()),
                    Ok(_) => display::plain("no value", "undefined"),
                    Err(error) => display::plain(error.message, "error"),
                };
                let of_body = mentions_body(expr);
                parts.push(ExpressionPart { text: text.to_owned(), value, of_body });
            }
        }
    }
}

/// True where any value of the response's body may be in the expression's value.
fn mentions_body(expr: &Expr) -> bool {
    match &expr.node {
        Node::Var(name) => **name == *"response",
        // What is not of the body is masked by value and place.
        Node::Attribute(of, name) => {
            let of_head = matches!(&**name, "status" | "headers" | "duration" | "url");
            !(of_head && matches!(&of.node, Node::Var(_))) && mentions_body(of)
        }
        _ => expr.children().any(mentions_body),
    }
}

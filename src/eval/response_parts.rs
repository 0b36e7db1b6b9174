//! `response` in expressions: its members and headers, without a copy of what is not asked for.

use std::borrow::Cow;

use super::error::{EvalError, Result};
use super::evaluated::Evaluated;
use super::response::ResponseView;
use super::scope::Scope;
use crate::lang::{Expr, Node, RESPONSE_MEMBERS};
use crate::model::Kind;
use crate::value::Map;

/// `response` by itself, for `response | json` and its like.
pub fn whole<'a>(response: &ResponseView<'_>) -> Evaluated<'a> {
    let mut map = Map::new();
    for name in RESPONSE_MEMBERS {
        map.extend(response.member(name).map(|value| (name.to_owned(), value)));
    }
    if let Ok(json) = response.json() {
        map.insert("json".to_owned(), json.clone());
    }
    Evaluated::Value(Cow::Owned(map.into()))
}

/// `response.NAME` or `response.headers.NAME`; nothing where `inner` is something else.
pub fn part<'a>(inner: &Expr, name: &str, scope: &Scope<'a>) -> Option<Result<Evaluated<'a>>> {
    let response = scope.response?;
    let is_response = |expr: &Expr| matches!(&expr.node, Node::Var(name) if &**name == "response");
    match &inner.node {
        _ if is_response(inner) => Some(member(response, name).map_err(|error| error.at(&inner.range))),
        Node::Attribute(outer, headers) if &**headers == "headers" && is_response(outer) => {
            Some(Ok(match response.header(name) {
                Some(value) => Evaluated::Value(Cow::Owned(value.into())),
                None => Evaluated::Undefined(format!("the header `{name}`")),
            }))
        }
        _ => None,
    }
}

fn member<'a>(response: &'a ResponseView<'_>, name: &str) -> Result<Evaluated<'a>> {
    if name == "json" {
        return match response.json() {
            Ok(json) => Ok(Evaluated::Value(Cow::Borrowed(json))),
            Err(problem) if matches!(problem.kind, Kind::Limit | Kind::Protocol) => {
                let message = format!("the body {}", problem.message);
                Err(EvalError { kind: problem.kind, ..EvalError::new(message) })
            }
            Err(_) => Ok(Evaluated::Undefined("`response.json` (the body is not JSON)".to_owned())),
        };
    }
    if name == "body"
        && let Some(message) = response.undecoded()
    {
        return Err(EvalError { kind: Kind::Protocol, ..EvalError::new(format!("the body {message}")) });
    }
    match response.member(name) {
        Some(value) => Ok(Evaluated::Value(Cow::Owned(value))),
        None => {
            let all = RESPONSE_MEMBERS.map(|member| format!("`{member}`")).join(", ");
            Err(EvalError::new(format!("`response` has no `{name}`; it has {all}")))
        }
    }
}

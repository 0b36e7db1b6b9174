//! Takes values from a response.

use std::borrow::Cow;

use super::display;
use super::evaluate;
use super::judge::{Finding, Judge, Result};
use super::markup;
use super::render::{self, RenderError};
use super::response::ResponseView;
use crate::model::{
    Capture, Kind, Mismatch, MissingValue, Observed, Pick, Query, Rule, Source, headers_named,
};
use crate::value::Value;

/// What came of a capture.
pub enum Taken {
    Value(Value),
    /// Nothing was found, and there is no default.
    Missing(Box<Finding>),
}

/// What a source gives.
type Found<'v> = std::result::Result<Cow<'v, Value>, Box<Finding>>;

pub fn capture(judge: &Judge<'_>, capture: &Capture, response: &ResponseView<'_>) -> Result<Taken> {
    let of_body =
        matches!(capture.source, Source::Json(_) | Source::Markup(_) | Source::Regex(_) | Source::Body);
    if of_body && let Some(message) = response.undecoded() {
        // No default takes the place of a body that nobody has read.
        let finding = judge.unreadable(Kind::Protocol, &message, response, capture.span);
        return Ok(Taken::Missing(Box::new(finding)));
    }
    let found: Found<'_> = match &capture.source {
        Source::Json(path) => match response.json() {
            Err(problem) => Err(Box::new(judge.not_json(problem, response, capture.span))),
            Ok(json) => {
                let nodes = judge.select(path, json)?;
                pick(judge, capture, &nodes, path.compiled.is_singular(), &path.raw)
            }
        },
        Source::Markup(query) => markup(judge, capture, query, response)?,
        Source::Cookie(name) => {
            let name = render::string(name, &judge.scope)?;
            match response.cookie(&name) {
                Some(cookie) => Ok(Cow::Owned(cookie.value.into())),
                None => Err(missing(capture, MissingValue::Cookie(name))),
            }
        }
        Source::Regex(regex) => {
            let found = judge.with_regex(regex, &mut |regex| {
                let captures = regex.captures(&response.body)?;
                captures.get(1).map(|group| group.as_str().to_owned())
            })?;
            match found {
                Some(text) => Ok(Cow::Owned(text.into())),
                None => Err(missing(capture, MissingValue::Regex)),
            }
        }
        Source::Header(name) => {
            let name = render::string(name, &judge.scope)?;
            let value = headers_named(response.headers, &name).next().map(Value::from);
            match value {
                Some(value) => Ok(Cow::Owned(value)),
                None => Err(missing(capture, MissingValue::Header(name))),
            }
        }
        Source::Status => Ok(Cow::Owned(response.status.into())),
        Source::Body => Ok(Cow::Owned(response.body.as_ref().into())),
        Source::Url => Ok(Cow::Owned(response.url.into())),
        Source::Duration => Ok(Cow::Owned((response.duration.as_millis() as u64).into())),
    };
    let value = match (found, &capture.default) {
        (Ok(value), _) => value,
        (Err(_), Some(default)) => return Ok(Taken::Value(render::data(default, &judge.scope)?)),
        (Err(finding), None) => return Ok(Taken::Missing(finding)),
    };
    let Some(transform) = &capture.transform else { return Ok(Taken::Value(value.into_owned())) };
    let mut scope = judge.scope;
    scope.response = Some(response);
    scope.value = Some(value.as_ref());
    let transformed = evaluate::value(&transform.expr, &scope)
        .map_err(|error| RenderError::new(error, &transform.raw, transform.span))?;
    Ok(Taken::Value(transformed.into_owned()))
}

/// What an XPath or CSS selector finds: of one text the text, where nothing else is asked for.
fn markup<'v>(
    judge: &Judge<'_>,
    capture: &Capture,
    query: &Query,
    response: &ResponseView<'_>,
) -> Result<Found<'v>> {
    let texts: Vec<Value> = match judge.find(query, response) {
        Err(problem) => return Ok(Err(Box::new(judge.unread(&problem, response, capture.span)))),
        Ok(markup::Found::Number(number)) => return Ok(Ok(Cow::Owned(number.into()))),
        Ok(markup::Found::Boolean(boolean)) => return Ok(Ok(Cow::Owned(boolean.into()))),
        Ok(markup::Found::Text(text)) => return Ok(Ok(Cow::Owned(text.into()))),
        Ok(markup::Found::Texts(texts)) => texts.into_iter().map(Value::from).collect(),
    };
    if texts.is_empty() {
        let mut finding = missing(capture, MissingValue::Nothing(query.raw.to_string()));
        finding.mismatch.details = judge.outline(query, response, true);
        return Ok(Err(finding));
    }
    let nodes: Vec<&Value> = texts.iter().collect();
    let alone = nodes.len() == 1 && capture.pick.is_none();
    Ok(pick(judge, capture, &nodes, alone, &query.raw).map(|value| Cow::Owned(value.into_owned())))
}

fn pick<'v>(
    judge: &Judge<'_>,
    capture: &Capture,
    nodes: &[&'v Value],
    singular: bool,
    path: &str,
) -> Found<'v> {
    let nothing = || missing(capture, MissingValue::Nothing(path.to_owned()));
    if singular {
        return nodes.first().map(|node| Cow::Borrowed(*node)).ok_or_else(nothing);
    }
    match (capture.pick, nodes) {
        (_, []) => Err(nothing()),
        (None | Some(Pick::All), _) => {
            Ok(Cow::Owned(nodes.iter().map(|node| (*node).clone()).collect::<Vec<_>>().into()))
        }
        (Some(Pick::First), [first, ..]) => Ok(Cow::Borrowed(*first)),
        (Some(Pick::Last), [.., last]) => Ok(Cow::Borrowed(*last)),
        (Some(Pick::One), [one]) => Ok(Cow::Borrowed(*one)),
        (Some(Pick::One), all) => {
            let list = Value::Array(all.iter().take(10).map(|node| (*node).clone()).collect());
            let mut finding =
                missing(capture, MissingValue::Several { path: path.to_owned(), count: all.len().into() });
            finding.mismatch.actual = Some(display::json(&list, judge.mask.get()));
            Err(finding)
        }
    }
}

fn missing(capture: &Capture, why: MissingValue) -> Box<Finding> {
    let mismatch = Mismatch::new(&*capture.name.value, Rule::Captured, Observed::Missing(why));
    Box::new(Finding { kind: Kind::Capture, span: capture.span, mismatch })
}

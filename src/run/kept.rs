//! What is kept of an exchange: masked, and no more than reports show.

use std::borrow::Cow;
use std::sync::Arc;

use crate::eval::ResponseView;
use crate::eval::mask::Mask;
use crate::eval::taint::SECRET_HEADERS;
use crate::model::value::{Map, Value, type_name};
use crate::model::{Exchange, HttpRequest, InstanceOutcome, Problem, Shown, Timings};

/// Shortest value of such a header that is searched for elsewhere, in characters.
const SHORTEST: usize = 8;

/// Characters of a body that are kept.
const LONGEST_BODY: usize = crate::model::vocabulary::limits::KEPT_BODY;

/// How a response's body may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyView {
    /// Masked by value.
    Text,
    /// Keys, types and lengths only: a secret that should have been found in it was not.
    Shape,
}

/// Values of secret headers, under the header's name: they are searched for elsewhere too.
pub fn header_secrets(request: &HttpRequest, response: Option<&ResponseView<'_>>) -> Vec<(Arc<str>, String)> {
    let mut secrets = Vec::new();
    let mut add = |name: &str, value: &str| {
        if let Some(known) = SECRET_HEADERS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            for part in header_parts(known, value) {
                if part.chars().count() >= SHORTEST {
                    secrets.push((Arc::from(*known), part.to_owned()));
                }
            }
        }
    };
    request.headers.iter().for_each(|(name, value)| add(name, value));
    if let Some(response) = response {
        response.headers.iter().for_each(|(name, value)| add(name, value));
    }
    secrets
}

/// The values of cookies that headers set, as secrets.
pub fn set_cookie_secrets(headers: &[(String, String)]) -> Vec<(Arc<str>, String)> {
    let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let parts = lines.flat_map(|(_, line)| header_parts("set-cookie", line));
    parts
        .filter(|part| part.chars().count() >= SHORTEST)
        .map(|part| (Arc::from("set-cookie"), part.to_owned()))
        .collect()
}

/// The credentials and cookie values in a secret header.
fn header_parts<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    match name {
        "cookie" => {
            let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
            std::iter::once(value).chain(pairs.map(|(_, value)| value.trim())).collect()
        }
        "set-cookie" => {
            let first = value.split(';').next().unwrap_or("");
            std::iter::once(value).chain(first.split_once('=').map(|(_, value)| value.trim())).collect()
        }
        // `Bearer` and its like are no secret, so that the value is found under the name that the scenario gives it.
        _ => match value.split_once(' ') {
            Some((_, credentials)) => vec![credentials.trim()],
            None => vec![value],
        },
    }
}

/// The exchange without headers, bodies and URL: of a step that went well.
pub fn brief(request: &HttpRequest, response: &ResponseView<'_>, timings: Timings) -> Exchange {
    Exchange {
        method: request.method.clone(),
        url: String::new(),
        request_headers: Vec::new(),
        request_body: None,
        status: Some(response.status),
        response_headers: Vec::new(),
        response_body: None,
        response_size: response.bytes.len() as u64,
        timings,
        detailed: false,
    }
}

/// The exchange without bodies, masked: of a step that went well, for a report that tells everything.
pub fn heads(request: &HttpRequest, response: &ResponseView<'_>, timings: Timings, mask: &Mask) -> Exchange {
    Exchange {
        url: mask.apply(&request.url).into_owned(),
        request_headers: request_heads(request, mask),
        response_headers: response_heads(response, mask),
        ..brief(request, response, timings)
    }
}

fn request_heads(request: &HttpRequest, mask: &Mask) -> Vec<(Arc<str>, String)> {
    let masked = request.headers.iter().map(|(name, value)| (name.clone(), masked_header(name, value, mask)));
    masked.collect()
}

fn response_heads(response: &ResponseView<'_>, mask: &Mask) -> Vec<(String, String)> {
    let headers = response.headers.iter();
    headers.map(|(name, value)| (mask.apply(name).into_owned(), masked_header(name, value, mask))).collect()
}

/// The whole exchange, masked.
pub fn detailed(
    request: &HttpRequest,
    response: Option<&ResponseView<'_>>,
    timings: Timings,
    mask: &Mask,
    view: BodyView,
) -> Exchange {
    let body = |text: &str| cut(&mask.apply(text));
    Exchange {
        method: request.method.clone(),
        url: mask.apply(&request.url).into_owned(),
        request_headers: request_heads(request, mask),
        request_body: request.body.as_deref().map(|bytes| body(&String::from_utf8_lossy(bytes))),
        status: response.map(|response| response.status),
        response_headers: response.map_or_else(Vec::new, |response| response_heads(response, mask)),
        response_body: response.map(|response| match view {
            BodyView::Text => body(&response.body),
            BodyView::Shape => shape_of(response),
        }),
        response_size: response.map_or(0, |response| response.bytes.len() as u64),
        timings,
        detailed: true,
    }
}

fn masked_header(name: &str, value: &str, mask: &Mask) -> String {
    if !SECRET_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return mask.apply(value).into_owned();
    }
    let masked = mask.apply(value);
    match masked {
        // A scheme (`Bearer`) may stand before the credentials.
        Cow::Owned(masked) if masked.starts_with("[secret:") || masked.contains(" [secret:") => {
            let scheme = masked.split_once(' ').map_or("", |(scheme, _)| scheme);
            let known = ["Bearer", "Basic", "Digest"].contains(&scheme);
            let secret = masked
                .find("[secret:")
                .and_then(|at| masked[at..].find(']').map(|end| &masked[at..=at + end]));
            match (known, secret) {
                (true, Some(secret)) => format!("{scheme} {secret}"),
                (false, Some(secret)) => secret.to_owned(),
                _ => format!("[secret:{}]", name.to_ascii_lowercase()),
            }
        }
        _ => format!("[secret:{}]", name.to_ascii_lowercase()),
    }
}

/// Cuts a long body; how long it was is kept beside.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_BODY) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

fn shape_of(response: &ResponseView<'_>) -> String {
    match response.json() {
        Ok(value) => {
            let shape = serde_json::to_string_pretty(&shape(value)).unwrap_or_default();
            format!("(values are not shown, since a secret may be among them)\n{shape}")
        }
        Err(_) => format!("({} bytes, not shown, since a secret may be among them)", response.bytes.len()),
    }
}

/// The same structure with types and lengths in place of values.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut map = Map::new();
            for (key, value) in members {
                map.insert(key.clone(), shape(value));
            }
            map.into()
        }
        Value::Array(items) => match items.first() {
            Some(first) => Value::Array(vec![shape(first), format!("{} elements", items.len()).into()]),
            None => Value::Array(Vec::new()),
        },
        Value::String(text) => format!("string of {} characters", text.chars().count()).into(),
        other => type_name(other).into(),
    }
}

/// Masks every text of an outcome that may hold a value.
pub fn mask_outcome(outcome: &mut InstanceOutcome, mask: &Mask) {
    if mask.is_empty() {
        return;
    }
    let problems = outcome.problems.iter_mut();
    problems.for_each(|problem| mask_problem(problem, mask, BodyView::Text));
    for step in &mut outcome.steps {
        let texts = step.reason.iter_mut().chain(&mut step.said).chain(&mut step.notes);
        texts.for_each(|text| mask.apply_to(text));
        for element in &mut step.elements {
            mask.apply_to(&mut element.label);
            let texts = element.reason.iter_mut().chain(&mut element.said);
            texts.for_each(|text| mask.apply_to(text));
        }
        for attempt in &mut step.attempts {
            attempt.problems.iter_mut().for_each(|problem| mask_problem(problem, mask, BodyView::Text));
            attempt.captures.iter_mut().for_each(|captured| mask_shown(&mut captured.value, mask));
            if let Some(exchange) = &mut attempt.exchange {
                mask_exchange(exchange, mask);
            }
        }
    }
}

fn mask_exchange(exchange: &mut Exchange, mask: &Mask) {
    mask.apply_to(&mut exchange.url);
    exchange.request_headers.iter_mut().for_each(|(_, value)| mask.apply_to(value));
    exchange.response_headers.iter_mut().for_each(|(_, value)| mask.apply_to(value));
    exchange.request_body.iter_mut().chain(&mut exchange.response_body).for_each(|body| mask.apply_to(body));
}

/// Masks everything of a problem that may hold a value. Values that were shown by `eval` are masked already.
pub fn mask_problem(problem: &mut Problem, mask: &Mask, view: BodyView) {
    problem.path.iter_mut().chain([&mut problem.message]).for_each(|text| mask.apply_to(text));
    for shown in [&mut problem.expected, &mut problem.actual].into_iter().flatten() {
        mask_shown(shown, mask);
    }
    for part in &mut problem.parts {
        mask_shown(&mut part.value, mask);
    }
    for line in &mut problem.details {
        mask.apply_to(line);
    }
    if let Some(source) = &mut problem.source {
        mask.apply_to(&mut source.text);
    }
    if view == BodyView::Shape {
        hide_values(problem);
    }
}

/// A secret that was not found may be any value of the body.
fn hide_values(problem: &mut Problem) {
    if let Some(actual) = &mut problem.actual
        && actual.type_name != "status"
        && actual.type_name != "duration"
        && actual.type_name != "absent"
    {
        let kind = actual.type_name.clone();
        if let Some(at) = problem.message.find(", but ") {
            problem.message.truncate(at);
            problem.message.push_str(", but is not");
        }
        actual.text = format!("({kind}, not shown, since a secret may be among the values)");
        problem.details.clear();
        problem.parts.clear();
    }
}

fn mask_shown(shown: &mut Shown, mask: &Mask) {
    mask.apply_to(&mut shown.text);
}

//! What is kept of an exchange: masked, and no more than reports show.

use std::borrow::Cow;
use std::sync::Arc;

use crate::eval::ResponseView;
use crate::eval::mask::{Mask, hide_url_passwords};
use crate::model::{
    Cause, DisplayValue, Exchange, Expectation, HttpRequest, InstanceOutcome, Kind, Mismatch, Note, Observed,
    Problem, Timings,
};
use crate::value::{Map, Value, type_name};
use crate::vocabulary::SECRET_HEADERS;

/// Characters of a body that are kept.
const LONGEST_BODY: usize = crate::vocabulary::limits::KEPT_BODY;

/// How a response's body may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyView {
    /// Masked by value.
    Text,
    /// Keys, types and lengths only: a secret that should have been found in it was not.
    Shape,
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
        url: masked(&request.url, mask),
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
    let body = |text: &str| cut(&masked(mask.beginning(text, LONGEST_BODY), mask));
    Exchange {
        method: request.method.clone(),
        url: masked(&request.url, mask),
        request_headers: request_heads(request, mask),
        request_body: request.body.as_deref().map(|bytes| body(&String::from_utf8_lossy(bytes))),
        status: response.map(|response| response.status),
        response_headers: response.map_or_else(Vec::new, |response| response_heads(response, mask)),
        response_body: response.map(|response| match view {
            BodyView::Text => body(&response.body),
            BodyView::Shape => cut(&masked(&shape_of(response), mask)),
        }),
        response_size: response.map_or(0, |response| response.bytes.len() as u64),
        timings,
        detailed: true,
    }
}

fn masked_header(name: &str, value: &str, mask: &Mask) -> String {
    if !SECRET_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return masked(value, mask);
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

/// Masked by value, and the passwords of URLs by their place.
fn masked(text: &str, mask: &Mask) -> String {
    let masked = mask.apply(text);
    match hide_url_passwords(&masked) {
        Cow::Owned(hidden) => hidden,
        Cow::Borrowed(_) => masked.into_owned(),
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
            let shape = shape(value);
            format!("(values not shown, because they may contain a secret)\n{shape:#}")
        }
        Err(_) => format!("({} bytes, not shown, because they may contain a secret)", response.bytes.len()),
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
    // A label of a row, or a name that somebody made of a value.
    mask_name(&mut outcome.name, mask);
    mask.apply_to(&mut outcome.id);
    outcome.tags.iter_mut().for_each(|tag| mask_name(tag, mask));
    outcome.steps.iter_mut().for_each(|step| mask_name(&mut step.name, mask));
    mask_values(outcome, mask);
}

/// Masks what the steps of an instance have shown before they knew of a secret that a later one brought. Names stay: they
/// are written in the file, and reports need the same ones in every run.
pub fn mask_values(outcome: &mut InstanceOutcome, mask: &Mask) {
    outcome.reason.iter_mut().for_each(|reason| mask.apply_to(reason));
    let problems = outcome.problems.iter_mut();
    problems.for_each(|problem| mask_problem(problem, mask, BodyView::Text));
    for step in &mut outcome.steps {
        step.reason.iter_mut().chain(&mut step.said).for_each(|text| mask.apply_to(text));
        step.notes.iter_mut().for_each(|note| mask_note(note, mask));
        for element in &mut step.elements {
            mask.apply_to(&mut element.label);
            let texts = element.reason.iter_mut().chain(&mut element.said);
            texts.for_each(|text| mask.apply_to(text));
        }
        for attempt in &mut step.attempts {
            attempt.problems.iter_mut().for_each(|problem| mask_problem(problem, mask, BodyView::Text));
            let expectations = attempt.expectations.iter_mut();
            expectations.for_each(|expectation| mask_expectation(expectation, mask, BodyView::Text));
            for captured in &mut attempt.captures {
                captured.value.each_text(&mut |text| mask_text(text, mask));
            }
            if let Some(exchange) = &mut attempt.exchange {
                mask_exchange(exchange, mask);
            }
        }
    }
}

/// A name is shared by many outcomes: it is made anew only where it changes.
fn mask_name(name: &mut Arc<str>, mask: &Mask) {
    if let Cow::Owned(masked) = mask.apply(name) {
        *name = masked.into();
    }
}

fn mask_exchange(exchange: &mut Exchange, mask: &Mask) {
    mask.apply_to(&mut exchange.url);
    exchange.request_headers.iter_mut().for_each(|(_, value)| mask.apply_to(value));
    exchange.response_headers.iter_mut().for_each(|(_, value)| mask.apply_to(value));
    exchange.request_body.iter_mut().chain(&mut exchange.response_body).for_each(|body| mask.apply_to(body));
}

/// Masks every text of a remark that may contain a value.
pub fn mask_note(note: &mut Note, mask: &Mask) {
    match note {
        Note::Message(message) => mask.apply_to(message),
        Note::Deviation(mismatch) => mask_mismatch(Kind::Openapi, mismatch, mask, BodyView::Text),
    }
}

/// Masks every text of a problem that may contain a value. Values that `eval` made for display are masked already.
pub fn mask_problem(problem: &mut Problem, mask: &Mask, view: BodyView) {
    if let Some(source) = &mut problem.source {
        mask_text(&mut source.text, mask);
    }
    problem.remarks.iter_mut().for_each(|remark| mask_text(remark, mask));
    match &mut problem.cause {
        Cause::Mismatch(mismatch) => mask_mismatch(problem.kind, mismatch, mask, view),
        Cause::Message(message) if view == BodyView::Shape && problem.kind == Kind::Template => {
            *message =
                "cannot be evaluated (the reason is not shown, because it may contain a secret)".to_owned();
        }
        Cause::Message(message) => mask_text(message, mask),
        // It was masked by the run that reported it.
        Cause::Reported(_) => {}
    }
}

/// The same of a mismatch; with [`BodyView::Shape`] no value of the response's body is left in it.
pub fn mask_mismatch(kind: Kind, mismatch: &mut Mismatch, mask: &Mask, view: BodyView) {
    mismatch.each_text(&mut |text| mask_text(text, mask));
    if view == BodyView::Shape {
        hide_body(kind, mismatch);
    }
}

/// Masks every text of an expectation that may contain a value.
pub fn mask_expectation(expectation: &mut Expectation, mask: &Mask, view: BodyView) {
    mask_text(&mut expectation.target, mask);
    for value in expectation.expected.iter_mut().chain(&mut expectation.actual) {
        value.each_text(&mut |text| mask_text(text, mask));
    }
    if let Some(rule) = &mut expectation.rule {
        rule.each_text(&mut |text| mask_text(text, mask));
    }
    match &mut expectation.actual {
        Some(actual) if view == BodyView::Shape && of_body(expectation.kind, actual) => hide_value(actual),
        _ => {}
    }
}

/// False of what is no part of a response's body: that is masked by value and place.
fn of_body(kind: Kind, actual: &DisplayValue) -> bool {
    !matches!(kind, Kind::Status | Kind::Duration) && !actual.is_absent()
}

/// A secret that was not found may be any value of the body.
fn hide_body(kind: Kind, mismatch: &mut Mismatch) {
    for part in mismatch.parts.iter_mut().filter(|part| part.of_body) {
        hide_value(&mut part.value);
    }
    if !mismatch.diff.is_empty() || !mismatch.details.is_empty() {
        mismatch.diff.clear();
        mismatch.details = vec!["(the difference is not shown, because it may contain a secret)".to_owned()];
    }
    match &mut mismatch.actual {
        Some(actual) if !of_body(kind, actual) => return,
        Some(actual) => hide_value(actual),
        None => {}
    }
    hide_observed(kind, &mut mismatch.observed);
}

/// Leaves what shows no value of the body.
fn hide_observed(kind: Kind, observed: &mut Observed) {
    match observed {
        Observed::StillFalse { missing, .. } => *missing = None,
        // A limit is stated without values.
        Observed::Unreadable(why) if kind != Kind::Limit => {
            let is = match kind {
                Kind::NotJson => "is not JSON",
                Kind::Xml => "is not XML",
                _ => "cannot be read",
            };
            *why = format!("{is} (the reason is not shown, because it may contain a secret)");
        }
        Observed::Breaks(rules) | Observed::BreaksSchema { rules, .. } => {
            rules.each(&mut |rule| rule.value = None);
        }
        Observed::Withheld
        | Observed::Nothing(_)
        | Observed::Opposite
        | Observed::StillTrue(_)
        | Observed::Unreadable(_)
        | Observed::Missing(_)
        | Observed::Snapshot(_)
        | Observed::TooFew(_)
        | Observed::Deviation { .. } => {}
        Observed::Value
        | Observed::Type
        | Observed::OtherType { .. }
        | Observed::NoString
        | Observed::NoArray
        | Observed::NoLength
        | Observed::Unordered(_)
        | Observed::NoPart(_)
        | Observed::Length(_)
        | Observed::Element { .. }
        | Observed::Elements { .. }
        | Observed::Twice { .. }
        | Observed::OutOfOrder { .. }
        | Observed::Nodes(_)
        | Observed::Alternatives(_)
        | Observed::Byte(_) => *observed = Observed::Withheld,
    }
}

/// The kind of a value in its place.
pub fn hide_value(value: &mut DisplayValue) {
    value.text = format!("({}, not shown, because it may contain a secret)", value.type_name);
}

fn mask_text(text: &mut String, mask: &Mask) {
    mask.apply_to(text);
    if let Cow::Owned(hidden) = hide_url_passwords(text) {
        *text = hidden;
    }
}

//! A secret that is written into a file is read by everybody who reads the repository.

use super::context::Context;
use super::logout::may_succeed;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::{Action, Auth, Body, BodyContent, Data, Entries, FormPart, PartContent, Request, Text};
use crate::source::Span;
use crate::vocabulary::{is_secret_name, looks_secret};

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    let mut found = Vec::new();
    for input in &scenario.inputs {
        let Some(default) = &input.default else { continue };
        let named = input.secret || is_secret_name(&input.name.value);
        literals(default, &mut |text| {
            if looks_secret(&text.raw) || named && says_something(&text.raw) {
                found.push(text.span);
            }
        });
    }
    for var in &scenario.vars {
        named(&var.name.value, &var.value, true, &mut found);
    }
    for step in scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        sent(request, &mut found);
    }
    found.sort();
    found.dedup();
    for span in found.into_iter().filter(|span| span.file == scenario.file) {
        sink.push(
            Diagnostic::new(
                Code::SecretLiteral,
                span,
                "this looks like a secret, which everybody can read here",
            )
            .help(
                "declare an input, `password: { env: API_PASSWORD, secret: true }`, and write `${password}`",
            ),
        );
    }
}

fn sent(request: &Request, found: &mut Vec<Span>) {
    // Who expects to be refused sends a wrong password on purpose.
    let by_name = may_succeed(request);
    for entries in [&request.query, &request.headers, &request.cookies] {
        all(entries, by_name, found);
    }
    match &request.auth {
        Some(Auth::Basic { password, .. }) if by_name => text(password, found),
        Some(Auth::Bearer(token)) if by_name => text(token, found),
        _ => {}
    }
    for content in request.body.iter().flat_map(Body::contents) {
        match content {
            BodyContent::Data(data) => members(data, by_name, found),
            BodyContent::Entries(entries) => all(entries, by_name, found),
            BodyContent::Part(FormPart { name, content: PartContent::Value(data), .. }) => {
                named(&name.value, data, by_name, found);
            }
            BodyContent::Part(_) | BodyContent::Text(_) => {}
        }
    }
}

fn all(entries: &Entries, by_name: bool, found: &mut Vec<Span>) {
    entries.iter().for_each(|entry| named(&entry.name.value, &entry.value, by_name, found));
}

fn text(text: &Text, found: &mut Vec<Span>) {
    if text.template.is_none() && says_something(&text.raw) {
        found.push(text.span);
    }
}

/// A value under a name: itself, if it is a text, or the members in it.
fn named(name: &str, data: &Data, by_name: bool, found: &mut Vec<Span>) {
    match data {
        Data::Text(text) if text.template.is_none() => {
            if looks_secret(&text.raw) || by_name && is_secret_name(name) && says_something(&text.raw) {
                found.push(text.span);
            }
        }
        Data::List(items, _) => items.iter().for_each(|item| named(name, item, by_name, found)),
        _ => members(data, by_name, found),
    }
}

fn members(data: &Data, by_name: bool, found: &mut Vec<Span>) {
    match data {
        Data::Map(members, _) => {
            members.iter().for_each(|(name, value)| named(&name.value, value, by_name, found));
        }
        Data::List(items, _) => items.iter().for_each(|item| members(item, by_name, found)),
        _ => {}
    }
}

fn literals(data: &Data, visit: &mut dyn FnMut(&Text)) {
    data.for_each_text(&mut |text| {
        if text.template.is_none() {
            visit(text);
        }
    });
}

/// Long enough to be one, and no placeholder.
fn says_something(text: &str) -> bool {
    let text = text.strip_prefix("Bearer ").or_else(|| text.strip_prefix("Basic ")).unwrap_or(text);
    text.chars().count() >= 6 && !text.starts_with('<')
}

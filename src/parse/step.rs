//! Steps.

use std::collections::HashMap;
use std::sync::Arc;

use super::flow::{for_each, loops_alone, repeat, wait};
use super::reader::{Fields, Reader};
use super::request::request;
use super::use_step::{refuse_without_use, uses};
use crate::diag::{Code, Diagnostic};
use crate::model::keys::STEP;
use crate::model::{Action, ActionKind, OnFailure, Step};
use crate::source::Span;
use crate::yaml::{Node, NodeKind};

/// Reads `steps` or `cleanup`.
pub fn steps(reader: &mut Reader<'_>, node: &Node, cleanup: bool) -> Vec<Step> {
    let what = if cleanup { "`cleanup`" } else { "`steps`" };
    let Some(items) = reader.list(node, what) else { return Vec::new() };
    let mut names: HashMap<Arc<str>, Span> = HashMap::new();
    let mut result = Vec::with_capacity(items.len());
    for item in items {
        let Some(step) = step(reader, item, cleanup) else { continue };
        if let Some(first) = names.get(&step.name.value) {
            reader.sink.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    step.name.span,
                    format!("{what} already has a step `{}`", step.name.value),
                )
                .related(*first, "first defined here")
                .help("reports identify steps by name: choose a different name"),
            );
        }
        names.entry(step.name.value.clone()).or_insert(step.name.span);
        result.push(step);
    }
    result
}

fn step(reader: &mut Reader<'_>, node: &Node, cleanup: bool) -> Option<Step> {
    let fields = reader.fields(node, "a step", STEP)?;
    let name = match fields.get("name") {
        Some(node) => reader.fixed(node, "`name`"),
        None => {
            reader.sink.push(
                Diagnostic::new(Code::MissingKey, first_key(node), "a step needs a `name`")
                    .help("describe the step in a few words: `- name: Log in`"),
            );
            None
        }
    };
    let action = action(reader, node, &fields);
    let when = fields.get("when").and_then(|node| reader.expression(node, "`when`"));
    let say = fields.get("say").and_then(|node| reader.text(node, "`say`"));
    let wait = fields.get("wait").and_then(|node| wait(reader, node));
    let for_each = fields.get("for_each").and_then(|node| for_each(reader, node));
    let repeat = fields.get("repeat").and_then(|node| repeat(reader, node));
    loops_alone(reader, &fields, action.as_ref());
    let spent =
        fields.get("spent").is_some_and(|node| reader.fixed_boolean(node, "`spent`").unwrap_or(false));
    let words = [("stop", OnFailure::Stop), ("continue", OnFailure::Continue)];
    let on_failure = match fields.entry("on_failure") {
        Some((key, _)) if cleanup => {
            reader.sink.push(
                Diagnostic::new(Code::ConflictingKeys, key.span, "`on_failure` is not allowed in a cleanup")
                    .help("every step of a cleanup runs, even if others fail"),
            );
            OnFailure::Continue
        }
        Some((_, node)) => reader.word(node, "`on_failure`", &words).unwrap_or(OnFailure::Stop),
        None => OnFailure::Stop,
    };
    let (Some(name), Some(action)) = (name, action) else {
        // What it would have captured is not undefined further down.
        for key in ["capture", "for_each", "outputs"] {
            if let Some(node) = fields.get(key) {
                reader.unread.add(node);
            }
        }
        return None;
    };
    Some(Step { name, span: node.span, action, when, say, wait, for_each, repeat, on_failure, spent })
}

fn action(reader: &mut Reader<'_>, node: &Node, fields: &Fields<'_>) -> Option<Action> {
    let mut actions =
        fields.iter().filter_map(|(name, key, value)| Some((ActionKind::named(name)?, key, value)));
    let (first, second) = (actions.next(), actions.next());
    if !matches!(first, Some((ActionKind::Use, ..))) && second.is_none() {
        refuse_without_use(reader, fields);
    }
    match (first, second) {
        (Some((_, first, _)), Some((_, second, _))) => {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    second.span,
                    format!("a step does only one thing, but `{}` is already used", first.value),
                )
                .related(first.span, "first defined here")
                .help("split it into two steps"),
            );
            None
        }
        (Some((kind, _, value)), None) => match kind {
            ActionKind::Request => Some(Action::Request(Box::new(request(reader, value, fields)))),
            ActionKind::Use => uses(reader, value, fields).map(Box::new).map(Action::Use),
            ActionKind::Check => Some(check(reader, value, fields)),
        },
        (None, _) => {
            // A `request` without a value, or a misspelt one, was told already.
            let told = fields_told(node, fields);
            if !told {
                reader.sink.push(
                    Diagnostic::new(
                        Code::MissingKey,
                        first_key(node),
                        "a step needs a `request`, a `check` or a `use`",
                    )
                    .help("for example `request: GET /health`"),
                );
            }
            None
        }
    }
}

fn check(reader: &mut Reader<'_>, node: &Node, fields: &Fields<'_>) -> Action {
    let own = ActionKind::Check.key();
    for (name, key, _) in fields.iter() {
        // What belongs to `use` is refused already.
        if name != own && !ActionKind::Check.takes(name) && ActionKind::Request.takes(name) {
            reader.error(
                Code::ConflictingKeys,
                key.span,
                format!("`{name}` needs a `request`, but this step has only a `check`"),
            );
        }
    }
    Action::Check(reader.expressions(node, "`check`"))
}

/// True when keys of the step were refused, one of which may have been meant as its action.
fn fields_told(node: &Node, fields: &Fields<'_>) -> bool {
    match &node.kind {
        NodeKind::Map(members) => members.len() > fields.iter().count(),
        _ => true,
    }
}

/// The place of a map's first key.
pub fn first_key(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Map(members) => members.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    }
}

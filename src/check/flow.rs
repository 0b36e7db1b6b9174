//! The flow inside a step: what could never happen, and what would send a one-time value again.

use std::sync::Arc;

use super::context::Context;
use super::one_time::{made_of, visit_given_away};
use crate::diag::{Code, Diagnostic, Sink};
use crate::lang::Node;
use crate::model::{Action, Request, Retry, RetryOn, Section, Setting, Step, Wait, is_idempotent};
use crate::source::Span;
use crate::vocabulary::Function;

pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let inputs = context.scenario.inputs.iter().filter(|input| input.one_time.is_some());
    let inputs: Vec<&Arc<str>> = inputs.map(|input| &input.name.value).collect();
    let one_time: Vec<&Arc<str>> = made_of(context, &inputs).into_keys().collect();
    for step in context.scenario.all_steps() {
        let request = match &step.action {
            Action::Request(request) => Some(&**request),
            Action::Check(_) | Action::Use(_) => None,
        };
        if let Some(Wait::Totp(span)) = step.wait
            && !request.is_some_and(|request| calls_totp(context, request))
        {
            sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    span,
                    "`wait: totp`, but this step sends no `totp(…)`",
                )
                .help("call the function in the request: `password: ${totp(totp_secret)}`"),
            );
        }
        if let Some(name) = sends_any(context, step, &one_time) {
            sent_again(step, request, name, sink);
        }
        let Some(request) = request else { continue };
        if let Some(Section::Is(retry)) = &request.retry {
            never_tried_again(request, retry, sink);
        }
    }
}

fn sends_any<'a>(context: &Context<'a>, step: &'a Step, names: &[&'a Arc<str>]) -> Option<&'a Arc<str>> {
    let mut found = None;
    if names.is_empty() {
        return None;
    }
    visit_given_away(step, &mut |used| {
        for place in context.expressions(used) {
            place.expr.for_each_variable(&mut |name, _| {
                if names.contains(&name) {
                    found = found.or(Some(name));
                }
            });
        }
    });
    found
}

/// A one-time value is sent once: nothing may send it again. An inherited `retry` is left off.
fn sent_again(step: &Step, request: Option<&Request>, name: &str, sink: &mut Sink) {
    let retry = match request.and_then(|request| request.retry.as_ref()) {
        Some(Section::Is(retry)) => retry.own.map(|span| ("retry", span)),
        _ => None,
    };
    let repeat = step.repeat.as_ref().map(|repeat| ("repeat", repeat.while_.span));
    let for_each = step.for_each.as_ref().map(|for_each| ("for_each", for_each.item.span));
    for (key, span) in [retry, repeat, for_each].into_iter().flatten() {
        sink.push(
            Diagnostic::new(
                Code::OneTimeReuse,
                span,
                format!("`{key}` would send `{name}` again, but a one-time value works only once"),
            )
            .help(format!("remove `{key}` from this step")),
        );
    }
}

/// A POST or PATCH is not sent again after an answer: what waits for one would wait in vain.
fn never_tried_again(request: &Request, retry: &Retry, sink: &mut Sink) {
    let declared = match &retry.idempotent {
        Some(Setting::Fixed(idempotent)) => *idempotent,
        Some(Setting::Template(_)) => true,
        None => false,
    };
    let method = &request.method;
    let Some(own) = retry.own else { return };
    if declared || method.template.is_some() || is_idempotent(&method.raw) {
        return;
    }
    let (what, span): (&str, Span) = match (&retry.until, &retry.on) {
        (Some(until), _) => ("so `until` would be evaluated only once", until.span),
        (None, Some(on)) if !on.value.is_empty() && on.value.iter().all(|reason| in_vain(*reason)) => {
            ("so it would never be retried", on.span)
        }
        _ => return,
    };
    let message = format!("a {} is not sent again after a response, {what}", method.raw);
    sink.push(Diagnostic::new(Code::ConflictingKeys, span, message).related(own, "in this `retry`").help(
        "if sending it twice has the same effect as sending it once, add `idempotent: true` under `retry`",
    ));
}

/// Without `idempotent` only 429, and 503 with Retry-After, are tried again.
fn in_vain(reason: RetryOn) -> bool {
    match reason {
        RetryOn::Status(code) => !matches!(code, 429 | 503),
        RetryOn::Class(class) => !matches!(class, 4 | 5),
        RetryOn::Expect | RetryOn::Timeout => true,
        RetryOn::Connection => false,
    }
}

fn calls_totp(context: &Context<'_>, request: &Request) -> bool {
    let mut found = false;
    request.visit_sent(&mut |used, _| {
        for place in context.expressions(used) {
            place.expr.walk(&mut |part| {
                found |= matches!(&part.node, Node::Call(Function::Totp, _));
            });
        }
    });
    found
}

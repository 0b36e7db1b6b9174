//! A one-time value is sent once: a second step that sends it says `spent: true`.

use std::collections::HashMap;
use std::sync::Arc;

use super::Context;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::Action;
use crate::model::visit::Used;
use crate::source::Span;

/// Runs the rule.
pub fn check(context: &Context<'_>, sink: &mut Sink) {
    let scenario = context.scenario;
    let one_time: Vec<&Arc<str>> = scenario
        .inputs
        .iter()
        .filter(|input| input.one_time.is_some())
        .map(|input| &input.name.value)
        .collect();
    if one_time.is_empty() {
        return;
    }
    let mut sent: HashMap<&Arc<str>, Span> = HashMap::new();
    for step in scenario.all_steps() {
        let Action::Request(request) = &step.action else { continue };
        let mut here: Vec<(&Arc<str>, Span)> = Vec::new();
        request.visit_sent(&mut |used, _| {
            for place in context.expressions(used) {
                place.expr.for_each_variable(&mut |name, range| {
                    if let Some(name) = one_time.iter().find(|one| **one == name) {
                        here.push((name, context.inside(&place, range)));
                    }
                });
            }
        });
        for (name, span) in here {
            match sent.get(name) {
                Some(first) if *first != step.name.span && !step.spent => sink.push(
                    Diagnostic::new(
                        Code::OneTimeReuse,
                        span,
                        format!("`{name}` was sent by an earlier step, and a one-time value works once"),
                    )
                    .related(*first, "it was sent here")
                    .help("if the step shows that a used value is refused, say `spent: true` in it"),
                ),
                Some(_) => {}
                None => {
                    sent.insert(name, step.name.span);
                }
            }
        }
        if step.spent && !uses_any(context, request, &sent) {
            sink.push(
                Diagnostic::new(
                    Code::OneTimeReuse,
                    step.name.span,
                    "`spent: true`, but this step sends no one-time value",
                )
                .help("leave `spent` out"),
            );
        }
    }
}

fn uses_any(context: &Context<'_>, request: &crate::model::Request, sent: &HashMap<&Arc<str>, Span>) -> bool {
    let mut found = false;
    request.visit_sent(&mut |used: Used<'_>, _| {
        for place in context.expressions(used) {
            place.expr.for_each_variable(&mut |name, _| found |= sent.contains_key(name));
        }
    });
    found
}

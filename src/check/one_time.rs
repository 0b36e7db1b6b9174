//! A one-time value is sent once: a second step that sends it says `spent: true`.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Context;
use super::reach::Reach;
use crate::diag::{Code, Diagnostic, Sink};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Action, Step};
use crate::source::Span;

pub fn check(context: &Context<'_>, reach: &Reach, sink: &mut Sink) {
    let scenario = context.scenario;
    let own = scenario.inputs.iter().filter(|input| input.one_time.is_some()).map(|input| &input.name.value);
    // What a user gives to a fragment works once, too.
    let given: HashMap<&Arc<str>, Span> = match scenario.fragment {
        Some(_) => reach.one_time(&scenario.path).collect(),
        None => HashMap::new(),
    };
    let one_time: Vec<&Arc<str>> = own.chain(given.keys().copied()).collect();
    if one_time.is_empty() {
        return;
    }
    let made_of = made_of(context, &one_time);
    let mut sent: HashMap<&Arc<str>, Span> = HashMap::new();
    for step in scenario.all_steps() {
        let mut here: Vec<(&Arc<str>, Span)> = Vec::new();
        visit_given_away(step, &mut |used| {
            for place in context.expressions(used) {
                place.expr.for_each_variable(&mut |name, range| {
                    for one in made_of.get(name).into_iter().flatten() {
                        here.push((one, context.inside(&place, range.clone())));
                    }
                });
            }
        });
        for (name, span) in here {
            match sent.get(name) {
                Some(first) if *first != step.name.span && !step.spent => {
                    let mut diagnostic = Diagnostic::new(
                        Code::OneTimeReuse,
                        span,
                        format!("`{name}` was sent by an earlier step, but a one-time value works only once"),
                    )
                    .related(*first, "sent here");
                    if let Some(given) = given.get(name) {
                        let location = context.sources().location(*given);
                        diagnostic =
                            diagnostic.help(format!("a one-time value is passed to it at {location}"));
                    }
                    sink.push(match step.action {
                        Action::Use(_) => diagnostic.help("pass an unused value to the fragment"),
                        _ => diagnostic
                            .help("if the step tests that a used value is refused, add `spent: true` to it"),
                    });
                }
                Some(_) => {}
                None => {
                    sent.insert(name, step.name.span);
                }
            }
        }
        if step.spent && !uses_any(context, step, &made_of) {
            sink.push(
                Diagnostic::new(
                    Code::OneTimeReuse,
                    step.name.span,
                    "`spent: true`, but this step sends no one-time value",
                )
                .help("remove `spent`"),
            );
        }
    }
}

/// The one-time values in each name: the inputs themselves, and what vars make of them.
pub fn made_of<'a>(
    context: &Context<'a>,
    one_time: &[&'a Arc<str>],
) -> HashMap<&'a Arc<str>, Vec<&'a Arc<str>>> {
    let mut made_of: HashMap<&Arc<str>, Vec<&Arc<str>>> =
        one_time.iter().map(|name| (*name, vec![*name])).collect();
    for var in &context.scenario.vars {
        let mut all: Vec<&Arc<str>> = Vec::new();
        visit_data(&var.value, Moment::Before, &mut |used, _| {
            for place in context.expressions(used) {
                place
                    .expr
                    .for_each_variable(&mut |name, _| all.extend(made_of.get(name).into_iter().flatten()));
            }
        });
        if !all.is_empty() {
            made_of.insert(&var.name.value, all);
        }
    }
    made_of
}

/// What a step sends, or gives to a fragment, which counts as sent.
pub fn visit_given_away<'a>(step: &'a Step, visit: &mut dyn FnMut(Used<'a>)) {
    match &step.action {
        Action::Request(request) => request.visit_sent(&mut |used, _| visit(used)),
        Action::Use(part) => {
            for (_, data) in &part.with {
                visit_data(data, Moment::Before, &mut |used, _| visit(used));
            }
        }
        Action::Check(_) => {}
    }
}

fn uses_any(context: &Context<'_>, step: &Step, made_of: &HashMap<&Arc<str>, Vec<&Arc<str>>>) -> bool {
    let mut found = false;
    visit_given_away(step, &mut |used: Used<'_>| {
        for place in context.expressions(used) {
            place.expr.for_each_variable(&mut |name, _| found |= made_of.contains_key(name));
        }
    });
    found
}

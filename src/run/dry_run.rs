//! `--dry-run`: renders every request and sends none, takes no one-time value.
//!
//! What is known only while a scenario runs (captures, one-time values) appears as `‹name›` in the requests.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::instance::run_instance::{Begin, begin};
use super::instance::running::Running;
use super::job::Job;
use super::redaction::{self, BodyView};
use super::secrets::derived_secrets::sent;
use super::secrets::positional_secrets::positional_secrets;
use crate::eval::render::RenderError;
use crate::eval::{evaluate, mentions, request};
use crate::model::{
    Action, DryInstance, DryStep, Exchange, Expression, Instance, Kind, Problem, Request, Scenario, Step,
    Timings,
};
use crate::plan::InputValue;

/// Renders an instance.
pub fn dry_run(job: &Job, instance: Instance) -> DryInstance {
    let scenario = instance.scenario.clone();
    let mut dry = DryInstance {
        name: scenario.name.value.clone(),
        path: scenario.path.clone(),
        line: job.sources.location(scenario.name.span).line,
        repetition: instance.repetition,
        skipped: None,
        problem: None,
        steps: Vec::new(),
    };
    let Some(mut running) = Running::new(job, instance) else {
        dry.problem = Some(Problem::new(Kind::Internal, "the scenario was not prepared"));
        return dry;
    };
    let file = &mut running.state.file;
    file.unknown = Some(unknown(&scenario, &file.analysis.inputs));
    match begin(&mut running, &scenario) {
        Ok(Begin::Run) => {
            let flow = scenario.steps.len();
            for (index, step) in scenario.all_steps().enumerate() {
                dry.steps.push(dry_step(&mut running, step, index >= flow));
            }
        }
        Ok(Begin::Skip(reason)) => dry.skipped = Some(reason),
        Err(problem) => dry.problem = Some(*problem),
    }
    dry
}

/// Names whose values are known only while the scenario runs.
fn unknown(scenario: &Scenario, inputs: &[(Arc<str>, InputValue)]) -> HashSet<Arc<str>> {
    let captures = scenario.all_steps().map(|step| -> Vec<Arc<str>> {
        match &step.action {
            Action::Request(request) => {
                request.capture.iter().map(|capture| capture.name.value.clone()).collect()
            }
            Action::Use(used) => used.outputs.iter().map(|(here, _)| here.value.clone()).collect(),
            Action::Check(_) => Vec::new(),
        }
    });
    let one_time =
        inputs.iter().filter(|(name, _)| scenario.input(name).is_some_and(|input| input.one_time.is_some()));
    let elements = scenario.all_steps().filter_map(|step| Some(step.for_each.as_ref()?.item.value.clone()));
    captures.flatten().chain(elements).chain(one_time.map(|(name, _)| name.clone())).collect()
}

fn dry_step(running: &mut Running<'_>, step: &Step, cleanup: bool) -> DryStep {
    let mut dry = unmasked_step(running, step, cleanup);
    let mask = running.state.secrets.mask();
    dry.notes.iter_mut().for_each(|note| mask.apply_to(note));
    dry
}

/// What a step would do; expressions in its notes are as written.
fn unmasked_step(running: &mut Running<'_>, step: &Step, cleanup: bool) -> DryStep {
    let mut dry =
        DryStep { name: step.name.value.clone(), cleanup, notes: Vec::new(), exchange: None, problem: None };
    if let Some(when) = &step.when {
        let words = when.raw.trim();
        if is_unknown(running, when) {
            dry.notes.push(format!("only if {words}, which is known during the run"));
        } else {
            match evaluate::boolean(&when.expr, &running.scope()) {
                Ok(true) => {}
                Ok(false) => {
                    dry.notes.push(format!("skipped: `when: {words}` is false"));
                    return dry;
                }
                Err(error) => {
                    dry.problem =
                        Some(running.template_problem(RenderError::new(error, &when.raw, when.span)));
                    return dry;
                }
            }
        }
    }
    if let Some(for_each) = &step.for_each {
        dry.notes.push(format!("once for each `{}`", for_each.item.value));
    }
    match &step.action {
        Action::Check(checks) => {
            dry.notes.extend(checks.iter().map(|check| format!("checks {}", check.raw.trim())));
        }
        Action::Use(used) => dry.notes.push(format!("uses {}", used.path)),
        Action::Request(request) => match dry_request(running, request) {
            Ok(exchange) => dry.exchange = Some(exchange),
            Err(problem) => dry.problem = Some(*problem),
        },
    }
    dry
}

fn is_unknown(running: &Running<'_>, expression: &Expression) -> bool {
    let unknown =
        |name: &str| running.state.file.unknown.as_ref().is_some_and(|unknown| unknown.contains(name));
    mentions(&expression.expr, &unknown).is_some()
}

fn dry_request(running: &mut Running<'_>, request: &Request) -> Result<Exchange, Box<Problem>> {
    running.learn_derived(&sent(request), None);
    let rendered = request::render(request, &running.scope(), running.job.options.bodies.bytes)
        .map_err(|error| Box::new(running.template_problem(error)))?;
    let sent = rendered.http;
    let mut by_position = positional_secrets(&sent, None);
    // A placeholder is no secret, also in a header that usually holds one.
    by_position.retain(|(_, value)| !value.contains('‹'));
    let mask = running.state.secrets.mask_with(by_position);
    let mut exchange = redaction::detailed(&sent, None, Timings::default(), &mask, BodyView::Text);
    for (shown, (_, value)) in exchange.request_headers.iter_mut().zip(&sent.headers) {
        if value.contains('‹') {
            shown.1 = mask.apply(value).into_owned();
        }
    }
    exchange.url = placeholders(&exchange.url).into_owned();
    if let Some(body) = &mut exchange.request_body {
        *body = placeholders(body).into_owned();
    }
    Ok(exchange)
}

/// Undoes the percent-encoding of `‹name›`.
fn placeholders(text: &str) -> Cow<'_, str> {
    const OPEN: &str = "%E2%80%B9";
    const CLOSE: &str = "%E2%80%BA";
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        let Some(length) = rest[start..].find(CLOSE) else { break };
        let end = start + length + CLOSE.len();
        result.push_str(&rest[..start]);
        // In a form a blank is `+`, and a plus is encoded.
        let inner = rest[start..end].replace('+', " ");
        result.push_str(&percent_encoding::percent_decode_str(&inner).decode_utf8_lossy());
        rest = &rest[end..];
    }
    if result.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(result + rest) }
}

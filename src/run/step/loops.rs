//! A step several times: once per element (`for_each`), and as long as an expression is true (`repeat`).

use super::elements::{element_values, is_fixed, label_of, too_few};
use super::exchange::FinalExchange;
use super::step_run::{Ended, StepRun};
use super::time::halted;
use crate::eval::Scope;
use crate::eval::evaluate;
use crate::eval::render::{self, RenderError};
use crate::model::visit::{Moment, Used, visit_data};
use crate::model::{Element, Elements, ForEach, Kind, Mismatch, Observed, Problem, Repeat, Rule, Verdict};
use crate::run::instance::inputs::take_for;
use crate::run::instance::running::Running;
use crate::run::problem::source_frame;
use crate::run::redaction::{self, BodyView};
use crate::vocabulary::limits::MOST_ROUNDS;

/// Calls `once` for every element, in order; one that fails does not keep the others from running.
pub fn for_each(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    for_each: &ForEach,
    mut once: impl FnMut(&mut Running<'_>, &mut StepRun<'_>) -> Ended,
) {
    let values = match take_for_elements(running, for_each).and_then(|()| element_values(running, for_each)) {
        Ok(values) => values,
        Err(problem) => return run.fail(*problem),
    };
    match too_few(running, for_each, values.len()) {
        Ok(None) => {}
        Ok(Some(problem)) => return run.fail(running.masked(*problem)),
        Err(error) => return run.fail(running.template_problem(error)),
    }
    run.outcome.elements_fixed = is_fixed(for_each);
    let name = &for_each.item.value;
    for (index, value) in values.into_iter().enumerate() {
        if let Some(problem) = halted(running, run.is_cleanup()).filter(|_| index > 0) {
            run.element = None;
            run.fail(problem);
            break;
        }
        let started = running.job.ports.clock.monotonic();
        let first = run.outcome.attempts.len();
        run.element = Some(index as u32);
        let label = label_of(running, for_each, &value, index);
        running.define(name, value);
        let (label, ended) = match label {
            Ok(label) => {
                run.label = Some(label.clone());
                (label, Some(once(running, run)))
            }
            Err(error) => {
                run.fail(running.template_problem(error));
                ((index + 1).to_string(), None)
            }
        };
        running.state.file.variables.remove(name);
        let (reason, said) = ended.map_or((None, None), |ended| (ended.reason, ended.said));
        let duration = running.job.ports.clock.monotonic().saturating_sub(started);
        let verdict = run.verdict_since(first);
        run.outcome.elements.push(Element { label, verdict, reason, said, duration });
    }
    if run.outcome.attempts.is_empty() {
        let reason = run.outcome.elements.iter().find_map(|element| element.reason.clone());
        run.outcome.reason = Some(match (reason, &for_each.elements) {
            (Some(reason), _) => format!("{reason} for every element"),
            (None, Elements::Expression(list)) => {
                format!("`for_each`: `{}` is an empty list", list.raw.trim())
            }
            (None, Elements::List(_)) => "`for_each` has no element".to_owned(),
        });
    }
}

/// Calls `once` as long as `while` is true.
pub fn repeat(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    repeat: &Repeat,
    mut once: impl FnMut(&mut Running<'_>, &mut StepRun<'_>) -> Option<FinalExchange>,
) {
    let max = match &repeat.max {
        None => MOST_ROUNDS,
        Some(max) => match render::setting(max, &running.scope(), render::read_count) {
            Ok(max) => max.max(1),
            Err(error) => return run.fail(running.template_problem(error)),
        },
    };
    for round in 1..=max {
        if let Some(problem) = halted(running, run.is_cleanup()).filter(|_| round > 1) {
            run.add_problem(problem);
            break;
        }
        run.round = Some(round);
        let first = run.outcome.attempts.len();
        let exchange = once(running, run);
        // What a failed round gives cannot say whether there is more.
        let Some(exchange) = exchange.filter(|_| run.verdict_since(first) == Verdict::Passed) else { break };
        match continues(running, repeat, &exchange) {
            Ok(false) => break,
            Ok(true) if round < max => {}
            Ok(true) => {
                let observed = Observed::StillTrue(max.into());
                let mismatch = Mismatch::new(repeat.while_.raw.trim(), Rule::Boolean(false), observed);
                let mut problem = Problem::mismatch(Kind::Until, mismatch);
                problem.source = Some(source_frame(&running.job.sources, repeat.while_.span));
                fail_round(running, run, &exchange, problem);
            }
            Err(error) => {
                let problem = running.template_problem(error);
                fail_round(running, run, &exchange, problem);
                break;
            }
        }
    }
    run.round = None;
}

/// The round that has just passed fails after all: its exchange is shown whole.
fn fail_round(running: &Running<'_>, run: &mut StepRun<'_>, exchange: &FinalExchange, mut problem: Problem) {
    let view = exchange.view(&running.job.options.bodies);
    let mask = running.exchange_mask(&exchange.sent, Some(&view));
    let timings = exchange.response.timings;
    if let Some(attempt) = run.outcome.attempts.last_mut() {
        let shown = redaction::detailed(&exchange.sent, Some(&view), timings, &mask, BodyView::Text);
        attempt.exchange = Some(shown);
    }
    redaction::mask_problem(&mut problem, &mask, BodyView::Text);
    run.add_problem(problem);
}

fn continues(running: &Running<'_>, repeat: &Repeat, exchange: &FinalExchange) -> Result<bool, RenderError> {
    let view = exchange.view(&running.job.options.bodies);
    let scope = Scope { response: Some(&view), ..running.scope() };
    let expression = &repeat.while_;
    evaluate::boolean(&expression.expr, &scope)
        .map_err(|error| RenderError::new(error, &expression.raw, expression.span))
}

fn take_for_elements(running: &mut Running<'_>, for_each: &ForEach) -> Result<(), Box<Problem>> {
    match &for_each.elements {
        Elements::Expression(list) => take_for(running, Used::Expression(list)),
        Elements::List(data) => {
            let mut all = Vec::new();
            visit_data(data, Moment::Elements, &mut |used, _| all.push(used));
            all.into_iter().try_for_each(|used| take_for(running, used))
        }
    }
}

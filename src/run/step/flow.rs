//! Runs the steps of a file: a step may use a fragment, whose steps run in the same way. This recursion is here alone;
//! what a step is made of is in other files, which know nothing of it.

use std::sync::Arc;
use std::time::Duration;

use super::attempts::send_attempts;
use super::check::check;
use super::exchange::FinalExchange;
use super::fragment::{fragment_scope, internal, outputs, take_outputs, use_once, worst};
use super::loops;
use super::outcomes::{blank, skipped};
use super::step_run::{Ended, StepRun, attempt};
use super::time::wait_before;
use crate::eval::evaluate;
use crate::eval::render::{self, RenderError};
use crate::model::visit::Used;
use crate::model::{
    Action, AttemptRole, Kind, OnFailure, Problem, Scenario, Step, StepOutcome, Text, Use, Verdict,
};
use crate::run::instance::inputs::{define_inputs_and_vars, take_for, take_for_step};
use crate::run::instance::pending_cleanup::PendingCleanup;
use crate::run::instance::running::Running;

/// Runs a list of steps until one stops it. Returns whether an interruption did.
pub fn run_steps(
    running: &mut Running<'_>,
    steps: &[Step],
    cleanup: bool,
    outcomes: &mut Vec<StepOutcome>,
) -> bool {
    let mut stopped: Option<String> = None;
    let mut interrupted = false;
    for (index, step) in steps.iter().enumerate() {
        if stopped.is_none() && !cleanup && running.job.cancellation.is_stopping() {
            stopped = Some(running.job.cancellation.why().to_owned());
            interrupted = true;
        }
        if let Some(reason) = &stopped {
            outcomes.push(skipped(running, step, cleanup, reason.clone()));
            continue;
        }
        let verdict = run_step(running, (index, step), cleanup, outcomes);
        if verdict >= Verdict::Failed && step.on_failure == OnFailure::Stop {
            stopped = Some(format!("step `{}` {}", step.name.value, verdict.as_str()));
        }
    }
    interrupted
}

/// Runs a step, given with its index (cleanup counts after the steps). Adds its outcome, then those of the steps of the
/// fragment that it uses.
pub fn run_step(
    running: &mut Running<'_>,
    (index, step): (usize, &Step),
    cleanup: bool,
    outcomes: &mut Vec<StepOutcome>,
) -> Verdict {
    let started = running.job.ports.clock.monotonic();
    let mut run = StepRun::new(index, step, blank(running, step, cleanup));
    match &step.for_each {
        Some(for_each) => loops::for_each(running, &mut run, for_each, run_element),
        None => {
            let ended = run_element(running, &mut run);
            run.outcome.reason = ended.reason;
            run.outcome.said = ended.said;
        }
    }
    let verdict = run.verdict_since(0);
    run.outcome.verdict = verdict;
    run.outcome.flaky &= verdict == Verdict::Passed;
    run.outcome.duration = running.job.ports.clock.monotonic().saturating_sub(started);
    outcomes.push(run.outcome);
    outcomes.append(&mut run.nested);
    verdict
}

/// One element, or the step where it has none: `when`, the rounds, `say`.
fn run_element(running: &mut Running<'_>, run: &mut StepRun<'_>) -> Ended {
    let first = run.outcome.attempts.len();
    let skipped = |reason| Ended { reason, said: None };
    if let Some(when) = &run.step.when {
        if let Err(problem) = take_for(running, Used::Expression(when)) {
            run.fail(*problem);
            return skipped(None);
        }
        match evaluate::boolean(&when.expr, &running.scope()) {
            Ok(true) => {}
            Ok(false) => return skipped(Some(format!("`when: {}` is false", when.raw.trim()))),
            Err(error) => {
                run.fail(running.template_problem(RenderError::new(error, &when.raw, when.span)));
                return skipped(None);
            }
        }
    }
    match &run.step.repeat {
        Some(repeat) => loops::repeat(running, run, repeat, run_round),
        None => drop(run_round(running, run)),
    }
    let said = run.step.say.as_ref().and_then(|say| say_after(running, say, first, run));
    Ended { reason: None, said }
}

fn say_after(running: &mut Running<'_>, say: &Text, first: usize, run: &mut StepRun<'_>) -> Option<String> {
    running.learn_derived(&[Used::Text(say)], None);
    match render::string(say, &running.scope()) {
        Ok(text) => Some(running.lazy_mask().apply(&text).into_owned()),
        // What `say` needs was not captured: the failure that explains it is reported already.
        Err(_) if run.verdict_since(first) > Verdict::Passed => None,
        Err(error) => {
            run.add_problem(running.template_problem(error));
            None
        }
    }
}

/// One round: `wait`, then what the step does. Returns the exchange of the final attempt, if there is a response.
fn run_round(running: &mut Running<'_>, run: &mut StepRun<'_>) -> Option<FinalExchange> {
    running.state.one_time.passwords.begin_attempt();
    if let Err(problem) = wait_before(running, run).and_then(|()| take_for_step(running, run.index)) {
        run.fail(*problem);
        return None;
    }
    match &run.step.action {
        Action::Check(checks) => check(running, checks, run),
        Action::Use(used) => use_fragment(running, run, used),
        Action::Request(request) => match send_attempts(running, run, request) {
            Ok(exchange) => return exchange,
            Err(problem) => run.fail(*problem),
        },
    }
    None
}

/// Uses a fragment. The attempt of the `use` step has no exchange.
fn use_fragment(running: &mut Running<'_>, run: &mut StepRun<'_>, used: &Use) {
    let problem = match running.job.files.fragments.get(&used.path).cloned() {
        Some(fragment) if fragment.is_once() => use_once(running, run.index, used),
        Some(fragment) => run_fragment(running, run, used, &fragment),
        None => Some(internal("the fragment was not read")),
    };
    run.push(attempt(None, problem.into_iter().collect(), Duration::ZERO), AttemptRole::Final);
}

/// Runs the steps of a fragment in a scope of their own. Its cleanup runs later.
fn run_fragment(
    running: &mut Running<'_>,
    run: &mut StepRun<'_>,
    used: &Use,
    fragment: &Arc<Scenario>,
) -> Option<Problem> {
    let inner = match fragment_scope(running, run, used, fragment) {
        Ok(inner) => inner,
        Err(problem) => return Some(*problem),
    };
    let outer = std::mem::replace(&mut running.state.file, inner);
    if let Err(problem) = define_inputs_and_vars(running, fragment) {
        running.state.file = outer;
        return Some(*problem);
    }
    // From here on it was started: its cleanup is to run after those of fragments that start later.
    let position = running.state.cleanup.fragments.len();
    let (cleanup, first) = (run.is_cleanup(), run.nested.len());
    let interrupted = run_steps(running, &fragment.steps, cleanup, &mut run.nested);
    let problem = worst(run.nested.get(first..).unwrap_or_default()).or_else(|| {
        let message = || format!("{} before all of its steps were complete", running.job.cancellation.why());
        interrupted.then(|| Problem::new(Kind::Interrupted, message()))
    });
    let (given, failure) = outputs(running, fragment, used.outputs.iter().map(|(_, output)| &output.value));
    let inner = std::mem::replace(&mut running.state.file, outer);
    if !fragment.cleanup.is_empty() {
        let pending = PendingCleanup { fragment: fragment.clone(), file: inner };
        running.state.cleanup.fragments.insert(position, pending);
    }
    take_outputs(running, used, &given);
    // What a step that failed did not capture is missing in the outputs, too, and reported already.
    problem.or(failure)
}

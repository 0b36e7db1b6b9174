//! One scenario instance from its inputs to the end of its cleanup.

use super::cleanup::clean_up;
use super::inputs::{define_columns, define_inputs, define_vars, take_for};
use super::locks::render_locks;
use super::outcome::{blank, verdict};
use super::running::Running;
use crate::eval::evaluate;
use crate::eval::render::RenderError;
use crate::model::visit::Used;
use crate::model::{Instance, InstanceOutcome, Kind, Problem, Scenario, Verdict};
use crate::run::job::Job;
use crate::run::step::flow::run_steps;

/// Runs an instance.
pub fn run_instance(job: &Job, instance: Instance) -> InstanceOutcome {
    let started = job.ports.clock.monotonic();
    let mut outcome = blank(job, &instance);
    let scenario = instance.scenario.clone();
    let Some(mut running) = Running::new(job, instance) else {
        outcome.verdict = Verdict::Errored;
        outcome.problems.push(Problem::new(Kind::Internal, "the scenario was not prepared"));
        return outcome;
    };
    match begin(&mut running, &scenario) {
        Ok(Begin::Run) => {
            main_steps(&mut running, &scenario, &mut outcome);
            clean_up(&mut running, &scenario, &mut outcome);
        }
        Ok(Begin::Skip(reason)) => outcome.reason = Some(reason),
        Err(problem) => outcome.problems.push(*problem),
    }
    running.mask_shown(&mut outcome);
    outcome.exercised = running.state.session.exercised;
    outcome.verdict = verdict(&outcome);
    outcome.duration = job.ports.clock.monotonic().saturating_sub(started);
    outcome
}

/// Whether an instance runs.
pub enum Begin {
    /// Its steps run.
    Run,
    /// It is skipped, with this reason.
    Skip(String),
}

/// Defines inputs, evaluates `skip` and `when`, and defines vars.
pub fn begin(running: &mut Running<'_>, scenario: &Scenario) -> Result<Begin, Box<Problem>> {
    define_inputs(running)?;
    if let Some(reason) = &scenario.skip {
        return Ok(Begin::Skip(reason.value.to_string()));
    }
    define_columns(running)?;
    if let Some(when) = &scenario.when {
        take_for(running, Used::Expression(when))?;
        match evaluate::boolean(&when.expr, &running.scope()) {
            Ok(true) => {}
            Ok(false) => return Ok(Begin::Skip(format!("`when: {}` is false", when.raw.trim()))),
            Err(error) => {
                let error = RenderError::new(error, &when.raw, when.span);
                return Err(Box::new(running.template_problem(error)));
            }
        }
    }
    if let Some(reason) = running.job.shared.once.missing(&running.job.plan, running.state.instance.index) {
        return Ok(Begin::Skip(reason));
    }
    render_locks(running).map_err(|error| Box::new(running.template_problem(error)))?;
    define_vars(running, scenario)?;
    Ok(Begin::Run)
}

/// Runs everything but the cleanup.
pub fn main_steps(running: &mut Running<'_>, scenario: &Scenario, outcome: &mut InstanceOutcome) {
    if run_steps(running, &scenario.steps, false, &mut outcome.steps) {
        let message = format!("{} before all steps were complete", running.job.cancellation.why());
        outcome.problems.push(Problem::new(Kind::Interrupted, message));
    }
}

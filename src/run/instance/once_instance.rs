//! An instance of a fragment that runs once: its steps before those of its users, its cleanup after the last of them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::awaiting_cleanup::AwaitingCleanup;
use super::cleanup::clean_up;
use super::inputs::define_inputs_and_vars;
use super::once::Gave;
use super::outcome;
use super::run_instance::main_steps;
use super::running::Running;
use crate::model::{Instance, InstanceOutcome, Kind, Problem, Verdict};
use crate::plan::{Chain, Early, InputValue};
use crate::run::job::Job;
use crate::run::step::fragment::outputs;
use crate::value::Value;

/// Runs the steps and gives the outputs to the users. Returns the outcome only where nothing is left to do: the cleanup
/// waits for the users.
pub fn run(job: &Job, instance: &Instance, worker: u32) -> Option<InstanceOutcome> {
    let number = instance.index;
    let table = &job.shared.once;
    let nothing = |how: &str| {
        Gave::Nothing(format!(
            "the fragment `{}`, which runs once, {how}",
            outcome::blank(job, instance).name
        ))
    };
    if job.cancellation.is_stopping() {
        table.give(number, nothing("was not run"), None);
        let reason = format!("{} before", job.cancellation.why());
        return Some(outcome::not_started(job, instance, reason));
    }
    match catch_unwind(AssertUnwindSafe(|| steps(job, instance))) {
        Err(_) => {
            table.give(number, nothing("did not finish"), None);
            Some(outcome::panicked(job, instance))
        }
        Ok(Ended::AwaitingCleanup(mut awaiting, outputs)) => {
            // Its cleanup may run on another one, but has no bar of its own in a timeline.
            awaiting.outcome.worker = Some(worker);
            let gave = match outputs {
                Some(outputs) => Gave::Outputs(Arc::new(outputs), awaiting.state.session.cookies.clone()),
                None => nothing(awaiting.outcome.verdict.as_str()),
            };
            table.give(number, gave, Some(awaiting));
            None
        }
        Ok(Ended::Whole(outcome)) => {
            table.give(number, nothing(outcome.verdict.as_str()), None);
            Some(*outcome)
        }
    }
}

/// The once instances that ended with this instance, cleaned up.
pub fn released(job: &Job, index: usize) -> Vec<InstanceOutcome> {
    let finish = |awaiting: AwaitingCleanup| {
        let instance = awaiting.state.instance.clone();
        let run = || finish(job, awaiting);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| outcome::panicked(job, &instance))
    };
    job.shared.once.released(&job.plan, index).into_iter().map(finish).collect()
}

/// Runs the cleanup and finishes the outcome.
fn finish(job: &Job, awaiting: AwaitingCleanup) -> InstanceOutcome {
    let AwaitingCleanup { state, mut outcome, worked } = awaiting;
    let started = job.ports.clock.monotonic();
    let scenario = state.instance.scenario.clone();
    // What its steps took is used now.
    state.one_time.passwords.begin_attempt();
    let mut running = Running { job, state };
    clean_up(&mut running, &scenario, &mut outcome);
    running.mask_shown(&mut outcome);
    outcome.exercised = running.state.session.exercised;
    outcome.verdict = outcome::verdict(&outcome);
    // The time in which only its users ran is not its own.
    outcome.duration = worked + job.ports.clock.monotonic().saturating_sub(started);
    outcome
}

enum Ended {
    /// Its steps have run: what its cleanup needs, and its outputs if they are good.
    AwaitingCleanup(Box<AwaitingCleanup>, Option<Vec<(Arc<str>, Value)>>),
    /// It did not begin.
    Whole(Box<InstanceOutcome>),
}

fn steps(job: &Job, instance: &Instance) -> Ended {
    let started = job.ports.clock.monotonic();
    let fragment = instance.scenario.clone();
    let mut outcome = outcome::blank(job, instance);
    let whole = |outcome: InstanceOutcome, problem: Problem| {
        let verdict = problem.kind.verdict();
        let problems = vec![problem];
        Ended::Whole(Box::new(InstanceOutcome { verdict, problems, ..outcome }))
    };
    let Some(mut running) = Running::new(job, instance.clone()) else {
        return whole(outcome, Problem::new(Kind::Internal, "the fragment was not prepared"));
    };
    if let Some(reason) = job.shared.once.missing(&job.plan, instance.index) {
        let reason = Some(reason);
        return Ended::Whole(Box::new(InstanceOutcome { verdict: Verdict::Skipped, reason, ..outcome }));
    }
    let begun = with(job, instance).and_then(|values| {
        values.into_iter().for_each(|(name, value)| running.state.file.variables.set(name, value));
        define_inputs_and_vars(&mut running, &fragment)
    });
    if let Err(problem) = begun {
        return whole(outcome, *problem);
    }
    main_steps(&mut running, &fragment, &mut outcome);
    outcome.verdict = outcome::verdict(&outcome);
    let mut given = None;
    if outcome.verdict <= Verdict::Passed {
        let names = fragment.fragment.iter().flat_map(|parts| &parts.outputs);
        let (values, failure) = outputs(&running, &fragment, names.map(|output| &output.name.value));
        match failure {
            None => given = Some(values),
            Some(problem) => outcome.problems.push(problem),
        }
        outcome.verdict = outcome::verdict(&outcome);
    }
    let worked = job.ports.clock.monotonic().saturating_sub(started);
    Ended::AwaitingCleanup(Box::new(AwaitingCleanup { state: running.state, outcome, worked }), given)
}

/// The values of `with`: those of the plan, or those that only the first user has.
fn with(job: &Job, instance: &Instance) -> Result<Vec<(Arc<str>, Value)>, Box<Problem>> {
    let internal =
        || Box::new(Problem::new(Kind::Internal, "the scenario that uses the fragment is not known"));
    let once = job.plan.once.get(instance.index).ok_or_else(internal)?;
    if let Some(values) = &once.with {
        return Ok(values.clone());
    }
    let (user, site) = &once.user;
    let user = job.plan.instance(job.plan.once.len() + user).ok_or_else(internal)?;
    let analysis = job.analysis_of(user.index).ok_or_else(internal)?;
    // Several entries of `with` may have the same one-time value in them, which is taken once; and why it was not.
    let taken: RefCell<HashMap<*const InputValue, Value>> = RefCell::default();
    let failed: RefCell<Option<String>> = RefCell::default();
    let ask = |name: &str, source: &InputValue| match source {
        InputValue::Value(value) => Some(value.clone()),
        InputValue::OneTimeValue(value) => Some(value.as_str().into()),
        InputValue::OneTimeFile(file) => {
            let value = job.ports.one_time.take(file, &instance.id);
            value.map_err(|message| failed.borrow_mut().replace(message)).ok().map(Value::from)
        }
        InputValue::PerInstance => {
            let one_time = analysis.one_time.own.iter().any(|own| &**own == name);
            job.ports.instance_inputs.as_ref().and_then(|inputs| inputs.value(&user, name, one_time))
        }
    };
    let provide = |name: &str, source: &InputValue| {
        let known = taken.borrow().get(&std::ptr::from_ref(source)).cloned();
        let value = known.or_else(|| ask(name, source))?;
        taken.borrow_mut().insert(source, value.clone());
        Some(value)
    };
    let early = Early {
        fragments: &job.files.fragments,
        environment: &job.options.environment,
        fragment_inputs: &job.files.fragment_inputs,
        provide: &provide,
    };
    let chain = Chain { early: &early, root: &user.scenario, root_inputs: &analysis.inputs };
    let missing = || match failed.borrow_mut().take() {
        Some(message) => Problem::new(Kind::OneTime, message),
        None => Problem::new(Kind::Input, "a value of `with` could not be found"),
    };
    match chain.with(site) {
        Ok(values) => {
            let values = values.ok_or_else(|| Box::new(missing()))?;
            Ok(values.into_iter().map(|given| (given.name, given.value)).collect())
        }
        Err(problem) => {
            let message = format!("{}; {}", problem.message, problem.help);
            Err(Box::new(Problem::new(Kind::Input, message)))
        }
    }
}

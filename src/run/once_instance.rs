//! An instance of a fragment that runs once: its steps ahead of its users, its cleanup behind the last of them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::instance::{self, Running};
use super::job::Job;
use super::once::Gave;
use super::suspended::Suspended;
use crate::model::value::Value;
use crate::model::{Instance, InstanceOutcome, Kind, Problem, Verdict};
use crate::plan::{Chain, Early, InputValue};

/// Runs the steps and gives the outputs to the users. Comes back with the outcome only where nothing is left to do: the
/// cleanup waits for the users.
pub fn run(job: &Job, instance: &Instance, worker: u32) -> Option<InstanceOutcome> {
    let once = instance.index;
    let nothing = |how: &str| {
        Gave::Nothing(format!(
            "the fragment `{}`, which runs once, {how}",
            instance::blank(job, instance).name
        ))
    };
    if job.cancellation.is_stopping() {
        job.once.give(once, nothing("was not run"), None);
        return Some(instance::not_started(job, instance, format!("{} before", job.cancellation.why())));
    }
    match catch_unwind(AssertUnwindSafe(|| steps(job, instance))) {
        Err(_) => {
            job.once.give(once, nothing("did not end"), None);
            Some(instance::panicked(job, instance))
        }
        Ok(Ended::Suspended(mut suspended, outputs)) => {
            // Its cleanup may run on another one, but has no bar of its own in a timeline.
            suspended.outcome.worker = Some(worker);
            let gave = match outputs {
                Some(outputs) => Gave::Outputs(Arc::new(outputs), suspended.cookies.clone()),
                None => nothing(suspended.outcome.verdict.as_str()),
            };
            job.once.give(once, gave, Some(suspended));
            None
        }
        Ok(Ended::Whole(outcome)) => {
            job.once.give(once, nothing(outcome.verdict.as_str()), None);
            Some(*outcome)
        }
    }
}

/// The once instances that ended with this instance, cleaned up.
pub fn released(job: &Job, index: usize) -> Vec<InstanceOutcome> {
    let free = job.once.released(&job.plan, index).into_iter();
    let finish = |(_, suspended): (usize, Box<Suspended>)| {
        let instance = suspended.instance.clone();
        let run = || suspended.finish(job);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| instance::panicked(job, &instance))
    };
    free.map(finish).collect()
}

enum Ended {
    /// Its steps have run: what its cleanup needs, and its outputs if they are good.
    Suspended(Box<Suspended>, Option<Vec<(Arc<str>, Value)>>),
    /// It did not begin.
    Whole(Box<InstanceOutcome>),
}

fn steps(job: &Job, instance: &Instance) -> Ended {
    let started = job.ports.clock.monotonic();
    let fragment = instance.scenario.clone();
    let mut outcome = instance::blank(job, instance);
    let whole = |outcome: InstanceOutcome, problem: Problem| {
        let verdict = problem.kind.verdict();
        let problems = vec![problem];
        Ended::Whole(Box::new(InstanceOutcome { verdict, problems, ..outcome }))
    };
    let Some(mut running) = Running::new(job, instance.clone()) else {
        return whole(outcome, Problem::new(Kind::Internal, "the fragment was not prepared"));
    };
    if let Some(reason) = job.once.missing(&job.plan, instance.index) {
        let reason = Some(reason);
        return Ended::Whole(Box::new(InstanceOutcome { verdict: Verdict::Skipped, reason, ..outcome }));
    }
    let begun = with(job, instance).and_then(|values| {
        values.into_iter().for_each(|(name, value)| running.variables.set(name, value));
        running.inputs_and_vars(&fragment)
    });
    if let Err(problem) = begun {
        return whole(outcome, *problem);
    }
    running.main_steps(&fragment, &mut outcome);
    outcome.verdict = instance::verdict(&outcome);
    let mut outputs = None;
    if outcome.verdict <= Verdict::Passed {
        let names = fragment.fragment.iter().flat_map(|parts| &parts.outputs);
        let (values, failure) = running.outputs(&fragment, names.map(|output| &output.name.value));
        match failure {
            None => outputs = Some(values),
            Some(problem) => outcome.problems.push(problem),
        }
        outcome.verdict = instance::verdict(&outcome);
    }
    outcome.exercised = running.exercised;
    let suspended = Suspended {
        instance: running.instance,
        variables: running.variables,
        secrets: running.secrets,
        placed: running.placed,
        taken: running.taken,
        works_once: running.works_once,
        cookies: running.cookies,
        random: running.random,
        deferred: running.deferred,
        outcome,
        worked: job.ports.clock.monotonic().saturating_sub(started),
    };
    Ended::Suspended(Box::new(suspended), outputs)
}

/// The values of `with`: those of the plan, or those that only the first user has.
fn with(job: &Job, instance: &Instance) -> Result<Vec<(Arc<str>, Value)>, Box<Problem>> {
    let internal = || Box::new(Problem::new(Kind::Internal, "the user of the fragment is not known"));
    let once = job.plan.once.get(instance.index).ok_or_else(internal)?;
    if let Some(values) = &once.with {
        return Ok(values.clone());
    }
    let (user, site) = &once.user;
    let user = job.plan.instance(job.plan.once.len() + user).ok_or_else(internal)?;
    let prepared = job.prepared_of(user.index).ok_or_else(internal)?;
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
            let one_time = prepared.own_one_time.iter().any(|own| &**own == name);
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
        fragments: &job.fragments,
        library: &job.library,
        environment: &job.options.environment,
        fragment_inputs: &job.fragment_inputs,
        provide: &provide,
    };
    let chain = Chain { early: &early, root: &user.scenario, root_inputs: &prepared.inputs };
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

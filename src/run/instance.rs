//! One scenario instance: inputs, vars, steps, cleanup.

use std::sync::Arc;
use std::time::Duration;

use super::job::{Job, Prepared, for_each_text};
use super::problem::of_render_error;
use crate::eval::mask::{LazyMask, Mask, SHORTEST};
use crate::eval::render::{self, RenderError};
use crate::eval::walk;
use crate::eval::{Random, Scope, Variables};
use crate::model::value::Value;
use crate::model::{
    Instance, InstanceOutcome, Kind, OnFailure, Problem, Scenario, Setting, Step, StepOutcome, Verdict,
};
use crate::plan::InputValue;

/// `cleanup_timeout` where nothing is said.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(60);

/// What each request of a cleanup may take after an interruption.
pub const CLEANUP_REQUEST: Duration = Duration::from_secs(2);

/// The state of a running instance.
pub struct Running<'j> {
    /// What all instances share.
    pub job: &'j Job,
    /// Which instance this is.
    pub instance: Instance,
    /// What is known of its scenario.
    pub prepared: &'j Prepared,
    /// Inputs, vars and captures so far.
    pub variables: Variables,
    /// Names and values that must not be shown.
    pub secrets: Vec<(Arc<str>, String)>,
    /// One-time values taken from files: input, file, value.
    pub taken: Vec<(Arc<str>, Arc<str>, String)>,
    /// Randomness of its functions.
    pub random: Random,
    /// When the cleanup must have ended, on the monotonic clock.
    pub cleanup_until: Option<Duration>,
}

/// Runs an instance.
pub fn run(job: &Job, instance: Instance) -> InstanceOutcome {
    let started = job.ports.clock.monotonic();
    let mut outcome = blank(job, &instance);
    let scenario = instance.scenario.clone();
    let Some(prepared) = job.prepared.get(instance.scenario_index) else {
        outcome.verdict = Verdict::Errored;
        outcome.problems.push(Problem::new(Kind::Internal, "the scenario was not prepared"));
        return outcome;
    };
    let mut running = Running::new(job, instance, prepared);
    match running.begin(&scenario) {
        Ok(Begin::Run) => running.flow(&scenario, &mut outcome),
        Ok(Begin::Skip(reason)) => outcome.reason = Some(reason),
        Err(problem) => outcome.problems.push(*problem),
    }
    outcome.verdict = verdict(&outcome);
    outcome.duration = job.ports.clock.monotonic().saturating_sub(started);
    outcome
}

/// The worst of problems, steps and cleanup.
fn verdict(outcome: &InstanceOutcome) -> Verdict {
    let problems = outcome.problems.iter().map(|problem| problem.kind.verdict());
    let steps = outcome.steps.iter().map(|step| step.verdict);
    problems.chain(steps).max().unwrap_or(Verdict::Skipped)
}

fn blank(job: &Job, instance: &Instance) -> InstanceOutcome {
    let scenario = &instance.scenario;
    InstanceOutcome {
        index: instance.index,
        id: instance.id.clone(),
        name: instance.name(),
        path: scenario.path.clone(),
        line: job.sources.location(instance.span()).line,
        tags: scenario.tags.iter().map(|tag| tag.value.clone()).collect(),
        repetition: instance.repetition,
        verdict: Verdict::Skipped,
        reason: None,
        problems: Vec::new(),
        started_ms: job.ports.clock.now_ms(),
        duration: Duration::ZERO,
        steps: Vec::new(),
    }
}

/// An instance that the interruption came before.
pub fn not_started(job: &Job, instance: &Instance) -> InstanceOutcome {
    InstanceOutcome { reason: Some("the run was interrupted before".to_owned()), ..blank(job, instance) }
}

/// An instance whose worker did not come back within the grace time.
pub fn given_up(job: &Job, index: usize) -> Option<InstanceOutcome> {
    let instance = job.plan.instance(index)?;
    let message = "the run was interrupted, and the cleanup did not end within the grace time";
    Some(InstanceOutcome {
        verdict: Verdict::Errored,
        problems: vec![Problem::new(Kind::CleanupNotReached, message)],
        ..blank(job, &instance)
    })
}

/// An instance in which we have a bug. The panic's own text may hold a secret and is not shown.
pub fn panicked(job: &Job, instance: &Instance) -> InstanceOutcome {
    let message = "runthrough has a bug that this scenario brought to light; please report it";
    InstanceOutcome {
        verdict: Verdict::Errored,
        problems: vec![Problem::new(Kind::Internal, message)],
        ..blank(job, instance)
    }
}

/// The run's seed and the instance's id give the instance's seed (FNV-1a), the same on every machine.
fn seed(run: u64, id: &str) -> u64 {
    let bytes = run.to_le_bytes();
    bytes.iter().chain(id.as_bytes()).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

enum Begin {
    Run,
    Skip(String),
}

impl<'j> Running<'j> {
    /// Before anything has a value.
    pub fn new(job: &'j Job, instance: Instance, prepared: &'j Prepared) -> Self {
        Running {
            job,
            random: Random::new(seed(job.options.seed, &instance.id)),
            instance,
            prepared,
            variables: Variables::default(),
            secrets: Vec::new(),
            taken: Vec::new(),
            cleanup_until: None,
        }
    }
}

impl Running<'_> {
    /// Inputs, `skip`, `when`, vars.
    fn begin(&mut self, scenario: &Scenario) -> Result<Begin, Box<Problem>> {
        self.define_data()?;
        if let Some(reason) = &scenario.skip {
            return Ok(Begin::Skip(reason.value.to_string()));
        }
        if let Some(when) = &scenario.when {
            let holds = self.with_scope(|scope| walk::boolean(scope.library.expression(when.id), scope));
            match holds {
                Ok(true) => {}
                Ok(false) => return Ok(Begin::Skip(format!("`when: {}` is false", when.raw.trim()))),
                Err(error) => {
                    return Err(Box::new(
                        self.template_problem(RenderError::new(error, &when.raw, when.span)),
                    ));
                }
            }
        }
        self.locks().map_err(|error| Box::new(self.template_problem(error)))?;
        for name in &self.prepared.vars_one_time {
            self.take(name)?;
        }
        for var in &scenario.vars {
            match self.with_scope(|scope| render::data(&var.value, scope)) {
                Ok(value) => self.define(&var.name.value, value),
                Err(error) => return Err(Box::new(self.template_problem(error))),
            }
        }
        Ok(Begin::Run)
    }

    fn flow(&mut self, scenario: &Scenario, outcome: &mut InstanceOutcome) {
        let mut stopped: Option<String> = None;
        for (index, step) in scenario.steps.iter().enumerate() {
            if stopped.is_none() && self.job.stop.is_stopping() {
                stopped = Some("the run was interrupted".to_owned());
                outcome.problems.push(Problem::new(
                    Kind::Interrupted,
                    "the run was interrupted before all steps had run",
                ));
            }
            let result = match &stopped {
                Some(reason) => self.skipped(step, false, reason.clone()),
                None => self.step(index, step, false),
            };
            let bad = result.verdict >= Verdict::Failed;
            if bad && step.on_failure == OnFailure::Stop && stopped.is_none() {
                stopped = Some(format!("step `{}` {}", step.name.value, result.verdict.as_str()));
            }
            outcome.steps.push(result);
        }
        self.cleanup(scenario, outcome);
    }

    /// Every cleanup step runs, whatever the others did.
    fn cleanup(&mut self, scenario: &Scenario, outcome: &mut InstanceOutcome) {
        if scenario.cleanup.is_empty() {
            return;
        }
        let limit = match &scenario.cleanup_timeout {
            Some(Setting::Fixed(limit)) => *limit,
            Some(setting) => self
                .with_scope(|scope| render::setting(setting, scope, render::read_duration))
                .unwrap_or(CLEANUP_TIMEOUT),
            None => CLEANUP_TIMEOUT,
        };
        self.cleanup_until = Some(self.job.ports.clock.monotonic() + limit);
        for (index, step) in scenario.cleanup.iter().enumerate() {
            let result = if self.cleanup_time() == Some(Duration::ZERO) {
                let message = format!("the cleanup took longer than its limit of {limit:?} before this step");
                self.errored(step, true, Problem::new(Kind::CleanupNotReached, message))
            } else {
                self.step(scenario.steps.len() + index, step, true)
            };
            outcome.steps.push(result);
        }
    }

    /// What is left for the cleanup.
    pub fn cleanup_time(&self) -> Option<Duration> {
        self.cleanup_until.map(|until| until.saturating_sub(self.job.ports.clock.monotonic()))
    }

    /// Evaluates something with what is visible now.
    pub fn with_scope<'s, T>(&'s self, evaluate: impl FnOnce(&Scope<'s>) -> T) -> T {
        evaluate(&self.scope())
    }

    /// What is visible now.
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            library: &self.job.library,
            variables: &self.variables,
            environment: &self.job.options.environment,
            response: None,
            value: None,
            random: &self.random,
            now_ms: &*self.job.now_ms,
        }
    }

    /// Gives a name its value; one that is secret is masked from now on.
    pub fn define(&mut self, name: &Arc<str>, value: Value) {
        if self.prepared.secret.contains(name) {
            self.add_secret(name, &value);
        }
        self.variables.set(name.clone(), value);
    }

    /// Adds a value, or all texts and numbers inside of it, to what must not be shown.
    pub fn add_secret(&mut self, name: &Arc<str>, value: &Value) {
        for_each_text(value, &mut |text| {
            if text.chars().count() >= SHORTEST && !self.secrets.iter().any(|(_, known)| *known == text) {
                self.secrets.push((name.clone(), text));
            }
        });
    }

    /// Whether an input takes a value that works once.
    pub fn is_one_time(&self, name: &str) -> bool {
        self.instance.scenario.input(name).is_some_and(|input| input.one_time.is_some())
    }

    /// The value that this instance alone gets for an input.
    pub fn per_instance(&self, name: &str, one_time: bool) -> Result<Value, Box<Problem>> {
        let layer = self.job.ports.instance_inputs.as_ref();
        layer.and_then(|layer| layer.value(&self.instance, name, one_time)).ok_or_else(|| {
            let message = format!("there is no value for the input `{name}`");
            Box::new(Problem::new(if one_time { Kind::OneTime } else { Kind::Input }, message))
        })
    }

    /// Takes a one-time value, if it was not taken yet.
    pub fn take(&mut self, name: &Arc<str>) -> Result<(), Box<Problem>> {
        if self.variables.get(name).is_some() {
            return Ok(());
        }
        let Some((_, source)) = self.prepared.inputs.iter().find(|(other, _)| other == name) else {
            return Ok(());
        };
        let value = match source {
            InputValue::OneTimeFile(file) => {
                let value = self
                    .job
                    .ports
                    .one_time
                    .take(file, &self.instance.id)
                    .map_err(|message| Box::new(Problem::new(Kind::OneTime, message)))?;
                self.taken.push((name.clone(), file.clone(), value.clone()));
                Value::from(value)
            }
            InputValue::OneTimeValue(value) => value.as_str().into(),
            InputValue::PerInstance => self.per_instance(name, true)?,
            InputValue::Value(value) => value.clone(),
        };
        self.define(name, value);
        Ok(())
    }

    /// The request cannot have reached a server: one-time values that it would have sent are free again.
    pub fn give_back(&mut self, index: usize) -> Vec<String> {
        let names = &self.prepared.one_time[index];
        let mut notes = Vec::new();
        for (name, file, value) in &self.taken {
            if names.contains(name)
                && let Err(message) = self.job.ports.one_time.unsent(file, value)
            {
                notes.push(message);
            }
        }
        notes
    }

    /// A problem of a template, with its place.
    pub fn template_problem(&self, error: RenderError) -> Problem {
        let mut problem = of_render_error(error, &self.job.sources);
        super::kept::mask_problem(&mut problem, &self.mask(), super::kept::BodyView::Text);
        problem
    }

    /// The mask of what is secret now.
    pub fn mask(&self) -> Mask {
        self.lazy_mask().get().clone()
    }

    /// The mask of what is secret now, built when it is needed.
    pub fn lazy_mask(&self) -> LazyMask<'_> {
        LazyMask::new(&self.prepared.known, &self.secrets)
    }

    /// A step that does not run.
    pub fn skipped(&self, step: &Step, cleanup: bool, reason: String) -> StepOutcome {
        StepOutcome { verdict: Verdict::Skipped, reason: Some(reason), ..self.blank_step(step, cleanup) }
    }

    /// A step that could not be begun.
    pub fn errored(&self, step: &Step, cleanup: bool, problem: Problem) -> StepOutcome {
        let attempt = crate::model::Attempt {
            verdict: problem.kind.verdict(),
            exchange: None,
            problems: vec![problem],
            expectations: Vec::new(),
            captures: Vec::new(),
            duration: Duration::ZERO,
        };
        StepOutcome { verdict: attempt.verdict, attempts: vec![attempt], ..self.blank_step(step, cleanup) }
    }

    /// An outcome to be filled.
    pub fn blank_step(&self, step: &Step, cleanup: bool) -> StepOutcome {
        StepOutcome {
            name: step.name.value.clone(),
            line: self.job.sources.location(step.name.span).line,
            cleanup,
            verdict: Verdict::Passed,
            reason: None,
            said: None,
            notes: Vec::new(),
            attempts: Vec::new(),
            flaky: false,
            duration: Duration::ZERO,
        }
    }
}

//! One scenario instance: inputs, vars, steps, cleanup.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::cookies::CookieJar;
use super::fragment::{Deferred, Place, TakenValues};
use super::job::{Job, Prepared, for_each_text};
use super::one_time::WorksOnce;
use super::passwords::OwnPasswords;
use super::placed::Placed;
use super::problem::of_render_error;
use crate::eval::evaluate;
use crate::eval::mask::{LazyMask, Mask, MaskCache};
use crate::eval::render::{self, RenderError};
use crate::eval::{Random, Scope, Variables};
use crate::model::value::Value;
use crate::model::visit::Used;
use crate::model::vocabulary::limits::CLEANUP_TIMEOUT;
use crate::model::vocabulary::limits::SHORTEST_SECRET;
use crate::model::{
    Exercised, Instance, InstanceOutcome, Kind, Problem, Scenario, Setting, Step, StepOutcome, Verdict,
};

/// The state of a running instance.
pub struct Running<'j> {
    /// What all instances share.
    pub job: &'j Job,
    /// Which instance this is.
    pub instance: Instance,
    /// What is known of its scenario.
    pub root: &'j Prepared,
    /// What is known of the file whose steps run: the scenario, or a fragment.
    pub prepared: &'j Prepared,
    /// Inputs, vars and captures of that file so far.
    pub variables: Variables,
    /// Names and values that must not be shown.
    pub secrets: Vec<(Arc<str>, String)>,
    /// What earlier exchanges showed to be secret by its place.
    pub placed: Placed,
    /// How often that changed.
    pub placed_changes: u64,
    /// The mask of all these, as of the last time it was needed.
    pub masks: MaskCache,
    /// One-time values that the file took.
    pub taken: TakenValues,
    /// All one-time values that the instance took, in whatever file.
    pub works_once: Vec<WorksOnce>,
    /// Cookies that responses have set.
    pub cookies: CookieJar,
    /// Randomness of its functions.
    pub random: Random,
    /// In a dry run: names whose values are not known.
    pub unknown: Option<HashSet<Arc<str>>>,
    /// One-time passwords of its expressions.
    pub passwords: OwnPasswords<'j>,
    /// When the cleanup must have ended, on the monotonic clock.
    pub cleanup_until: Option<Duration>,
    /// Where that file is used.
    pub place: Place,
    /// Outcomes of the steps of a fragment that has just run, until they stand behind that of their `use`.
    pub inner: Vec<StepOutcome>,
    /// Fragments whose cleanup is owed, in the order in which they were started.
    pub deferred: Vec<Deferred>,
    /// What of the scenario's OpenAPI document was exercised.
    pub exercised: Exercised,
}

impl<'j> Running<'j> {
    /// An instance that has not begun; `None` when its scenario was not prepared.
    pub fn new(job: &'j Job, instance: Instance) -> Option<Self> {
        let prepared = job.prepared_of(instance.index)?;
        Some(Running {
            job,
            random: Random::new(seed(job.options.seed, &instance.id)),
            passwords: OwnPasswords::new(&job.passwords, job.ports.clock.clone()),
            instance,
            root: prepared,
            prepared,
            variables: Variables::default(),
            secrets: Vec::new(),
            placed: Placed::new(),
            placed_changes: 0,
            masks: MaskCache::default(),
            taken: Vec::new(),
            works_once: Vec::new(),
            cookies: CookieJar::default(),
            unknown: None,
            cleanup_until: None,
            place: Place::default(),
            inner: Vec::new(),
            deferred: Vec::new(),
            exercised: Exercised::default(),
        })
    }
}

/// Runs an instance.
pub fn run(job: &Job, instance: Instance) -> InstanceOutcome {
    let started = job.ports.clock.monotonic();
    let mut outcome = blank(job, &instance);
    let scenario = instance.scenario.clone();
    let Some(mut running) = Running::new(job, instance) else {
        outcome.verdict = Verdict::Errored;
        outcome.problems.push(Problem::new(Kind::Internal, "the scenario was not prepared"));
        return outcome;
    };
    match running.begin(&scenario) {
        Ok(Begin::Run) => running.flow(&scenario, &mut outcome),
        Ok(Begin::Skip(reason)) => outcome.reason = Some(reason),
        Err(problem) => outcome.problems.push(*problem),
    }
    outcome.exercised = running.exercised;
    outcome.verdict = verdict(&outcome);
    outcome.duration = job.ports.clock.monotonic().saturating_sub(started);
    outcome
}

/// The worst of problems, steps and cleanup.
pub fn verdict(outcome: &InstanceOutcome) -> Verdict {
    let problems = outcome.problems.iter().map(|problem| problem.kind.verdict());
    let steps = outcome.steps.iter().map(|step| step.verdict);
    problems.chain(steps).max().unwrap_or(Verdict::Skipped)
}

/// An outcome to be filled.
pub fn blank(job: &Job, instance: &Instance) -> InstanceOutcome {
    let scenario = &instance.scenario;
    InstanceOutcome {
        index: instance.index,
        id: instance.id.clone(),
        name: job.plan.once.get(instance.index).map_or_else(|| instance.name(), |once| once.name.clone()),
        path: scenario.path.clone(),
        line: job.sources.location(instance.span()).line,
        tags: scenario.tags.iter().map(|tag| tag.value.clone()).collect(),
        repetition: instance.repetition,
        worker: None,
        verdict: Verdict::Skipped,
        reason: None,
        problems: Vec::new(),
        started_ms: job.ports.clock.now_ms(),
        duration: Duration::ZERO,
        steps: Vec::new(),
        exercised: Default::default(),
    }
}

/// An instance that something came before.
pub fn not_started(job: &Job, instance: &Instance, reason: String) -> InstanceOutcome {
    InstanceOutcome { reason: Some(reason), ..blank(job, instance) }
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

/// What comes of the beginning of an instance.
pub enum Begin {
    /// Its steps run.
    Run,
    /// It is skipped, with this reason.
    Skip(String),
}

impl Running<'_> {
    /// Inputs, `skip`, `when`, vars.
    pub fn begin(&mut self, scenario: &Scenario) -> Result<Begin, Box<Problem>> {
        self.inputs()?;
        if let Some(reason) = &scenario.skip {
            return Ok(Begin::Skip(reason.value.to_string()));
        }
        self.columns()?;
        if let Some(when) = &scenario.when {
            self.take_for(Used::Expression(when))?;
            let holds = self.with_scope(|scope| evaluate::boolean(scope.library.expression(when.id), scope));
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
        if let Some(reason) = self.job.once.missing(&self.job.plan, self.instance.index) {
            return Ok(Begin::Skip(reason));
        }
        self.locks().map_err(|error| Box::new(self.template_problem(error)))?;
        self.vars(scenario)?;
        Ok(Begin::Run)
    }

    /// Computes `vars`.
    pub fn vars(&mut self, body: &Scenario) -> Result<(), Box<Problem>> {
        for name in &self.prepared.vars_one_time {
            self.take(name)?;
        }
        for var in &body.vars {
            match self.with_scope(|scope| render::data(&var.value, scope)) {
                Ok(value) => self.define(&var.name.value, value),
                Err(error) => return Err(Box::new(self.template_problem(error))),
            }
        }
        Ok(())
    }

    fn flow(&mut self, scenario: &Scenario, outcome: &mut InstanceOutcome) {
        self.main_steps(scenario, outcome);
        self.cleanup(scenario, outcome);
    }

    /// Everything but the cleanup.
    pub fn main_steps(&mut self, scenario: &Scenario, outcome: &mut InstanceOutcome) {
        if self.steps(&scenario.steps, false, &mut outcome.steps) {
            let message = format!("{} before all steps had run", self.job.stop.why());
            outcome.problems.push(Problem::new(Kind::Interrupted, message));
        }
    }

    /// The scenario's own cleanup, then that of the fragments that it used.
    pub fn cleanup(&mut self, scenario: &Scenario, outcome: &mut InstanceOutcome) {
        if scenario.cleanup.is_empty() && self.deferred.is_empty() {
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
        self.cleanup_steps(scenario, limit, &mut outcome.steps);
        self.deferred_cleanup(limit, &mut outcome.steps);
    }

    /// Every cleanup step runs, whatever the others did.
    pub fn cleanup_steps(&mut self, body: &Scenario, limit: Duration, outcomes: &mut Vec<StepOutcome>) {
        for (index, step) in body.cleanup.iter().enumerate() {
            let result = if self.cleanup_time() == Some(Duration::ZERO) {
                let message = format!("the cleanup took longer than its limit of {limit:?} before this step");
                self.errored(step, true, Problem::new(Kind::CleanupNotReached, message))
            } else {
                self.step(body.steps.len() + index, step, true)
            };
            self.push(result, outcomes);
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
            unknown: self.unknown.as_ref(),
            random: &self.random,
            now_ms: &*self.job.now_ms,
            passwords: &self.passwords,
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
            if text.chars().count() >= SHORTEST_SECRET
                && !self.secrets.iter().any(|(_, known)| *known == text)
            {
                self.secrets.push((name.clone(), text));
            }
        });
    }

    /// A value that every instance has one of its own of.
    pub fn per_instance(&self, name: &str, one_time: bool) -> Result<Value, Box<Problem>> {
        let layer = self.job.ports.instance_inputs.as_ref();
        layer.and_then(|layer| layer.value(&self.instance, name, one_time)).ok_or_else(|| {
            let message = format!("there is no value for the input `{name}`");
            Box::new(Problem::new(if one_time { Kind::OneTime } else { Kind::Input }, message))
        })
    }

    /// A problem of a template, with its place.
    pub fn template_problem(&self, error: RenderError) -> Problem {
        let mut problem = of_render_error(error, &self.job.sources);
        super::redaction::mask_problem(&mut problem, &self.mask(), super::redaction::BodyView::Text);
        problem
    }

    /// The mask of what is secret now.
    pub fn mask(&self) -> Mask {
        self.lazy_mask().get().clone()
    }

    /// The mask of what is secret now, built when it is needed.
    pub fn lazy_mask(&self) -> LazyMask<'_> {
        // Secrets are only added; what is secret by its place is also forgotten again.
        let moment = self.placed_changes << 32 | self.secrets.len() as u64;
        LazyMask::new(&self.root.known, &self.secrets, &self.placed).cached(&self.masks, moment)
    }

    /// A step that does not run.
    pub fn skipped(&self, step: &Step, cleanup: bool, reason: String) -> StepOutcome {
        let elements = self.elements_not_run(step);
        StepOutcome {
            verdict: Verdict::Skipped,
            reason: Some(reason),
            elements_fixed: !elements.is_empty(),
            elements,
            ..self.blank_step(step, cleanup)
        }
    }

    /// A step that could not be begun.
    pub fn errored(&self, step: &Step, cleanup: bool, problem: Problem) -> StepOutcome {
        let attempt = super::step::attempt(None, vec![problem], Duration::ZERO);
        StepOutcome { verdict: attempt.verdict, attempts: vec![attempt], ..self.blank_step(step, cleanup) }
    }

    /// An outcome to be filled.
    pub fn blank_step(&self, step: &Step, cleanup: bool) -> StepOutcome {
        StepOutcome {
            name: match self.place.prefix.as_str() {
                "" => step.name.value.clone(),
                prefix => format!("{prefix}{}", step.name.value).into(),
            },
            // A step of a fragment stands in another file: here it has the line of the step that uses it.
            line: self.place.line.unwrap_or_else(|| self.job.sources.location(step.name.span).line),
            cleanup,
            verdict: Verdict::Passed,
            reason: None,
            said: None,
            notes: Vec::new(),
            attempts: Vec::new(),
            elements: Vec::new(),
            elements_fixed: false,
            flaky: false,
            duration: Duration::ZERO,
        }
    }
}

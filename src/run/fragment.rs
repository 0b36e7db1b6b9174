//! The steps of a fragment: a scope of their own, run under the step that uses them, with the cleanup put off.

use std::sync::Arc;
use std::time::Duration;

use super::instance::Running;
use super::job::Prepared;
use super::once::Gave;
use super::prepare::one_time_given;
use super::step::{StepRun, attempt};
use crate::eval::render::RenderError;
use crate::eval::{Variables, walk};
use crate::model::value::Value;
use crate::model::{Kind, OnFailure, Problem, Scenario, Site, Standing, Step, StepOutcome, Use, Verdict};
use crate::plan::{GivenError, InputProblem, InputValue, given_value};

/// Stands between the names of a `use` step and of a step of its fragment. Playwright and Vitest write nested names so
/// in JUnit: no reader splits at it (as some do at `.`, `/` and `::`), and XML need not escape it (as it must `>`).
const SEPARATOR: &str = " › ";

/// One-time values taken from files: input, file, value.
pub type TakenValues = Vec<(Arc<str>, Arc<str>, String)>;

/// Where in an instance the current file is used.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Names of the steps that use it, each with the separator behind it.
    pub prefix: String,
    /// Line of the outermost of these steps, which stands in the file of the instance.
    pub line: Option<usize>,
    /// Their indexes.
    pub site: Site,
}

/// The scope of a file.
pub struct Frame<'j> {
    prepared: &'j Prepared,
    variables: Variables,
    taken: TakenValues,
    place: Place,
}

/// A fragment whose cleanup is still to run.
pub struct Deferred {
    fragment: Arc<Scenario>,
    variables: Variables,
    taken: TakenValues,
    place: Place,
}

impl<'j> Running<'j> {
    /// Makes a scope the current one; gives the one that was.
    fn enter(&mut self, frame: Frame<'j>) -> Frame<'j> {
        Frame {
            prepared: std::mem::replace(&mut self.prepared, frame.prepared),
            variables: std::mem::replace(&mut self.variables, frame.variables),
            taken: std::mem::replace(&mut self.taken, frame.taken),
            place: std::mem::replace(&mut self.place, frame.place),
        }
    }

    /// Runs a `use` step. Its own outcome has no exchange; those of its steps are left in `inner`.
    pub fn use_fragment(&mut self, run: &mut StepRun<'_>, used: &Use) {
        let problem = match self.job.fragments.get(&used.path).cloned() {
            Some(fragment) if fragment.is_once() => self.use_once(run.index, used),
            Some(fragment) => self.use_here(run, used, &fragment),
            None => Some(internal("the fragment was not read")),
        };
        run.push(attempt(None, problem.into_iter().collect(), Duration::ZERO), Standing::Decides);
    }

    fn use_here(&mut self, run: &StepRun<'_>, used: &Use, fragment: &Arc<Scenario>) -> Option<Problem> {
        let cleanup = run.cleanup;
        let frame = match self.frame(run, used, fragment) {
            Ok(frame) => frame,
            Err(problem) => return Some(*problem),
        };
        let place = frame.place.clone();
        // Outcomes of an earlier element of the same step stay before those of this one.
        let earlier = std::mem::take(&mut self.inner);
        let outer = self.enter(frame);
        if let Err(problem) = self.inputs_and_vars(fragment) {
            self.enter(outer);
            self.inner = earlier;
            return Some(*problem);
        }
        // From here on it was started: its cleanup is owed, after those of fragments that start later.
        let owed = (!fragment.cleanup.is_empty()).then_some(self.deferred.len());
        if owed.is_some() {
            let (variables, taken) = (Variables::default(), Vec::new());
            self.deferred.push(Deferred { fragment: fragment.clone(), variables, taken, place });
        }
        let mut outcomes = Vec::new();
        let interrupted = self.steps(&fragment.steps, cleanup, &mut outcomes);
        let problem = match worst(&outcomes) {
            Some(problem) => Some(problem),
            None if interrupted => {
                let message = format!("{} before all of its steps had run", self.job.stop.why());
                Some(Problem::new(Kind::Interrupted, message))
            }
            None => None,
        };
        let (given, failure) = self.outputs(fragment, used.outputs.iter().map(|(_, output)| &output.value));
        let inner = self.enter(outer);
        if let Some(owed) = owed.and_then(|slot| self.deferred.get_mut(slot)) {
            owed.variables = inner.variables;
            owed.taken = inner.taken;
        }
        self.inner = earlier;
        self.inner.append(&mut outcomes);
        self.take_outputs(used, &given);
        // What a step that failed did not capture is missing in the outputs, too, and told already.
        problem.or(failure)
    }

    /// The scope of a fragment with what `with` gives.
    fn frame(&self, run: &StepRun<'_>, used: &Use, fragment: &Scenario) -> Result<Frame<'j>, Box<Problem>> {
        let (index, step) = (run.index, run.step);
        let current: &'j Prepared = self.prepared;
        let prepared =
            current.uses.get(&index).ok_or_else(|| Box::new(internal("the fragment was not prepared")))?;
        let mut variables = Variables::default();
        for (name, data) in &used.with {
            let Some(input) = fragment.input(&name.value) else { continue };
            let value = given_value(input, data, &self.scope()).map_err(|error| {
                Box::new(match error {
                    GivenError::Render(error) => self.template_problem(*error),
                    GivenError::Value(problem) => self.input_problem(problem, data.span()),
                })
            })?;
            variables.set(name.value.clone(), value);
        }
        // A one-time value can be given back by the step that sends it, under the name that it has there.
        let names: Vec<Arc<str>> = self.taken.iter().map(|(name, ..)| name.clone()).collect();
        let mut taken = Vec::new();
        for (input, name) in one_time_given(used, &self.job.library, &names) {
            let values = self.taken.iter().filter(|(other, ..)| *other == name);
            taken.extend(values.map(|(_, file, value)| (input.clone(), file.clone(), value.clone())));
        }
        let line = self.place.line.unwrap_or_else(|| self.job.sources.location(step.name.span).line);
        let mut site = self.place.site.clone();
        site.push(index);
        let element = run.label.as_ref().map_or_else(String::new, |label| format!(" [{label}]"));
        let prefix = format!("{}{}{element}{SEPARATOR}", self.place.prefix, step.name.value);
        Ok(Frame { prepared, variables, taken, place: Place { prefix, line: Some(line), site } })
    }

    /// A value that an input does not take, with the place of the `with`.
    fn input_problem(&self, problem: InputProblem, span: crate::source::Span) -> Problem {
        let mut result = Problem::new(Kind::Input, problem.message);
        result.source = Some(super::problem::source_frame(&self.job.sources, span));
        result.remarks.push(format!("help: {}", problem.help));
        super::redaction::mask_problem(&mut result, &self.mask(), super::redaction::BodyView::Text);
        result
    }

    /// Inputs that come from outside, then `vars`; what `with` gave becomes secret where it has to.
    pub fn inputs_and_vars(&mut self, body: &Scenario) -> Result<(), Box<Problem>> {
        self.inputs()?;
        self.vars(body)
    }

    /// Inputs that come from outside; what `with` gave is masked where it is secret.
    pub fn inputs(&mut self) -> Result<(), Box<Problem>> {
        let prepared: &'j Prepared = self.prepared;
        for given in &prepared.given {
            if let Some(value) = self.variables.get(&given.name).cloned() {
                self.define(&given.name, value);
            }
        }
        for (name, value) in &prepared.inputs {
            match value {
                // Secrets of the scenario itself are in the mask of what was known before the run.
                InputValue::Value(value) if std::ptr::eq(prepared, self.root) => {
                    self.variables.set(name.clone(), value.clone());
                }
                InputValue::Value(value) => self.define(name, value.clone()),
                InputValue::PerInstance if !prepared.own_one_time.contains(name) => {
                    let value = self.per_instance(name, false)?;
                    self.define(name, value);
                }
                // Taken when a step needs it.
                InputValue::PerInstance | InputValue::OneTimeFile(_) | InputValue::OneTimeValue(_) => {}
            }
        }
        Ok(())
    }

    /// Runs a list of steps until one stops it; `true` when an interruption did.
    pub fn steps(&mut self, steps: &[Step], cleanup: bool, outcomes: &mut Vec<StepOutcome>) -> bool {
        let mut stopped: Option<String> = None;
        let mut interrupted = false;
        for (index, step) in steps.iter().enumerate() {
            if stopped.is_none() && !cleanup && self.job.stop.is_stopping() {
                stopped = Some(self.job.stop.why().to_owned());
                interrupted = true;
            }
            let result = match &stopped {
                Some(reason) => self.skipped(step, cleanup, reason.clone()),
                None => self.step(index, step, cleanup),
            };
            let bad = result.verdict >= Verdict::Failed;
            if bad && step.on_failure == OnFailure::Stop && stopped.is_none() {
                stopped = Some(format!("step `{}` {}", step.name.value, result.verdict.as_str()));
            }
            self.push(result, outcomes);
        }
        interrupted
    }

    /// A step's outcome, then those of the steps that it used.
    pub fn push(&mut self, result: StepOutcome, outcomes: &mut Vec<StepOutcome>) {
        outcomes.push(result);
        outcomes.append(&mut self.inner);
    }

    /// Evaluates outputs in the scope of the fragment; the first that cannot be is told.
    pub fn outputs<'n>(
        &self,
        fragment: &Scenario,
        wanted: impl Iterator<Item = &'n Arc<str>>,
    ) -> (Vec<(Arc<str>, Value)>, Option<Problem>) {
        let all = fragment.fragment.as_ref().map_or(&[][..], |parts| parts.outputs.as_slice());
        let (mut values, mut failure) = (Vec::new(), None);
        for name in wanted {
            let Some(output) = all.iter().find(|output| output.name.value == *name) else { continue };
            let expression = self.job.library.expression(output.value.id);
            match walk::value(expression, &self.scope()) {
                Ok(value) => values.push((name.clone(), value.into_owned())),
                Err(error) if failure.is_none() => {
                    let error = RenderError::new(error, &output.value.raw, output.value.span);
                    failure = Some(self.template_problem(error));
                }
                Err(_) => {}
            }
        }
        (values, failure)
    }

    fn take_outputs(&mut self, used: &Use, given: &[(Arc<str>, Value)]) {
        for (here, output) in &used.outputs {
            if let Some((_, value)) = given.iter().find(|(name, _)| *name == output.value) {
                self.define(&here.value, value.clone());
            }
        }
    }

    /// Takes the outputs of a fragment that ran ahead, and a copy of its cookies.
    fn use_once(&mut self, index: usize, used: &Use) -> Option<Problem> {
        let mut site = self.place.site.clone();
        site.push(index);
        let needs = self.job.plan.needs(self.instance.index);
        let once = needs.iter().find(|(other, _)| *other == site).map(|(_, once)| *once);
        match once.and_then(|once| self.job.once.gave(once)) {
            Some(Gave::Outputs(given, cookies)) => {
                self.cookies.join(&cookies);
                self.take_outputs(used, &given);
                None
            }
            // Its users do not run then.
            Some(Gave::Nothing(reason)) => Some(internal(&reason)),
            None => Some(internal("a fragment that runs once did not run ahead")),
        }
    }

    /// The cleanup of every fragment that was started, last started first.
    pub fn deferred_cleanup(&mut self, limit: Duration, outcomes: &mut Vec<StepOutcome>) {
        while let Some(Deferred { fragment, variables, taken, place }) = self.deferred.pop() {
            let root: &'j Prepared = self.root;
            let Some(prepared) = root.at(&place.site) else { continue };
            let outer = self.enter(Frame { prepared, variables, taken, place });
            self.cleanup_steps(&fragment, limit, outcomes);
            self.enter(outer);
        }
    }
}

/// The use step fails as badly as the worst of its steps, and says which one.
fn worst(outcomes: &[StepOutcome]) -> Option<Problem> {
    let verdict =
        outcomes.iter().map(|outcome| outcome.verdict).max().filter(|worst| *worst >= Verdict::Failed)?;
    let bad = || outcomes.iter().filter(|outcome| outcome.verdict == verdict);
    // Of a `use` step in here the step that it fails for.
    let is_inside =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with(SEPARATOR));
    let first = bad().find(|outer| !bad().any(|inner| is_inside(&outer.name, &inner.name)))?;
    let kind = first.problems().find(|problem| problem.kind.verdict() == verdict);
    let kind = kind.map_or(Kind::Internal, |problem| problem.kind);
    Some(Problem::new(kind, format!("the step `{}` {}", first.name, verdict.as_str())))
}

fn internal(message: &str) -> Problem {
    Problem::new(Kind::Internal, message)
}

//! Fragments with `once: true`: which instances of them a plan needs, and who uses which.
//!
//! Two places share an instance when the values of `with` are equal. Values that differ from instance to instance (an
//! account of its own, a one-time value) are not known yet; such a place gets an instance of its own.

use std::collections::HashMap;
use std::sync::Arc;

use super::fragments::{FragmentInputs, GivenError, given_value};
use super::inputs::{InputProblem, InputValue};
use crate::eval::totp::NoPasswords;
use crate::eval::{Random, Scope, Variables};
use crate::model::visit::{Moment, visit_data};
use crate::model::{Action, Data, Fragments, Input, Once, Plan, Scenario, Site, Use};
use crate::value::Value;

/// What is needed to find the values of `with` before a fragment runs.
#[derive(Clone, Copy)]
pub struct Early<'a> {
    pub fragments: &'a Fragments,
    /// Name of the chosen environment, or `none`.
    pub environment: &'a str,
    /// Inputs of fragments that no `with` gives.
    pub fragment_inputs: &'a FragmentInputs,
    /// Gives the value of an input that comes from outside; `None` when it is not known.
    pub provide: &'a dyn Fn(&str, &InputValue) -> Option<Value>,
}

/// The value of an input that is the same for all instances.
pub fn known_value(_: &str, value: &InputValue) -> Option<Value> {
    match value {
        InputValue::Value(value) => Some(value.clone()),
        _ => None,
    }
}

/// Adds the instances of `once` fragments to a plan. `inputs` gives those of the scenario of an instance by the
/// instance's place behind the ones of `once`.
pub fn add_once<'i>(
    plan: &mut Plan,
    early: &Early<'_>,
    inputs: &dyn Fn(usize) -> &'i [(Arc<str>, InputValue)],
) -> Result<(), InputProblem> {
    plan.once.clear();
    plan.uses.clear();
    if !early.fragments.values().any(|fragment| fragment.is_once()) {
        return Ok(());
    }
    let mut planner = Planner { early, once: Vec::new(), labels: Vec::new(), by_values: HashMap::new() };
    // Repetitions of a scenario with values that are known use the same ones.
    let mut shared: HashMap<*const Scenario, Arc<Vec<(Site, usize)>>> = HashMap::new();
    for user in 0..plan.users() {
        let Some(instance) = plan.user(user) else { break };
        let scenario = &instance.scenario;
        if scenario.skip.is_some() {
            continue;
        }
        let uses = match shared.get(&Arc::as_ptr(scenario)) {
            Some(uses) => uses.clone(),
            None => {
                let chain = Chain { early, root: scenario, root_inputs: inputs(user) };
                let mut uses = Vec::new();
                planner.add(&chain, user, &mut Vec::new(), scenario, &mut uses)?;
                let uses = Arc::new(uses);
                if uses.iter().all(|(_, once)| planner.once[*once].with.is_some()) {
                    shared.insert(Arc::as_ptr(scenario), uses.clone());
                }
                uses
            }
        };
        if !uses.is_empty() {
            plan.uses.insert(user, uses);
        }
    }
    plan.once = planner.once;
    label(&mut plan.once, &planner.labels);
    Ok(())
}

struct Planner<'a> {
    early: &'a Early<'a>,
    once: Vec<Once>,
    /// By instance: its values that may be shown.
    labels: Vec<Vec<String>>,
    by_values: HashMap<(Arc<str>, String), usize>,
}

impl Planner<'_> {
    /// Finds every place below `site` that uses a once fragment.
    fn add(
        &mut self,
        chain: &Chain<'_>,
        user: usize,
        site: &mut Site,
        body: &Scenario,
        uses: &mut Vec<(Site, usize)>,
    ) -> Result<(), InputProblem> {
        let inside = site.len();
        for (index, step) in body.all_steps().enumerate() {
            let Action::Use(used) = &step.action else { continue };
            let Some(fragment) = self.early.fragments.get(&used.path) else { continue };
            site.push(index);
            if fragment.is_once() {
                let once = self.once(chain, user, site, used, fragment)?;
                uses.push((site.clone(), once));
            } else {
                self.add(chain, user, site, fragment, uses)?;
            }
            site.truncate(inside);
        }
        Ok(())
    }

    fn once(
        &mut self,
        chain: &Chain<'_>,
        user: usize,
        site: &mut Site,
        used: &Use,
        fragment: &Arc<Scenario>,
    ) -> Result<usize, InputProblem> {
        let with = chain.with(site)?;
        let values = match &with {
            Some(values) => {
                let mut values: Vec<String> =
                    values.iter().map(|given| format!("{}={}", given.name, given.value)).collect();
                values.sort_unstable();
                values.join("\n")
            }
            // No other instance has the values of this one.
            None => format!("{user} {site:?}"),
        };
        let key = (used.path.clone(), values);
        if let Some(known) = self.by_values.get(&key) {
            return Ok(*known);
        }
        // What it uses itself runs ahead of it.
        let mut uses = Vec::new();
        let depth = site.len();
        self.add(chain, user, site, fragment, &mut uses)?;
        for (inner, _) in &mut uses {
            inner.drain(..depth);
        }
        let given = with.iter().flatten().filter_map(GivenEarly::label);
        let defaults = fragment.inputs.iter().filter(|input| used.given(&input.name.value).is_none());
        self.labels.push(given.chain(defaults.filter_map(default_label)).collect());
        let index = self.once.len();
        self.once.push(Once {
            fragment: fragment.clone(),
            id: format!("{}::{}", fragment.path, fragment.name.value),
            name: fragment.name.value.clone(),
            with: with.map(|values| values.into_iter().map(|given| (given.name, given.value)).collect()),
            user: (user, site.clone()),
            uses,
        });
        self.by_values.insert(key, index);
        Ok(index)
    }
}

/// Several instances of one fragment are told apart by the inputs in which they differ, as far as those may be shown and
/// are short, else by their number.
fn label(once: &mut [Once], labels: &[Vec<String>]) {
    let mut groups: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
    for (index, once) in once.iter().enumerate() {
        groups.entry(once.fragment.path.clone()).or_default().push(index);
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
        let everywhere = |part: &&String| group.iter().all(|other| labels[*other].contains(part));
        let common: Vec<&String> = labels[group[0]].iter().filter(everywhere).collect();
        for index in &group {
            let mut parts: Vec<String> =
                labels[*index].iter().filter(|part| !common.contains(part)).cloned().collect();
            let count = seen.entry(parts.clone()).or_default();
            *count += 1;
            if *count > 1 || parts.is_empty() {
                parts.push(count.to_string());
            }
            let label = parts.join(", ");
            let once = &mut once[*index];
            once.id = format!("{} [{label}]", once.id);
            once.name = format!("{} [{label}]", once.name).into();
        }
    }
}

/// A value of `with`, before the run.
pub struct GivenEarly {
    pub name: Arc<str>,
    pub value: Value,
    /// It is secret, or made of something that is.
    pub secret: bool,
}

impl GivenEarly {
    /// `name=value`, if that may be shown and is short.
    fn label(&self) -> Option<String> {
        let text = crate::eval::as_text(&self.value);
        let fits = !self.secret && text.len() <= 40 && !text.contains(char::is_control);
        fits.then(|| format!("{}={text}", self.name))
    }
}

/// The same for an input that is left at its default.
fn default_label(input: &Input) -> Option<String> {
    let value = input.default.as_ref()?.literal()?;
    GivenEarly { name: input.name.value.clone(), value, secret: input.secret }.label()
}

/// The way from an instance to a fragment.
pub struct Chain<'a> {
    /// Fragments and what is compiled.
    pub early: &'a Early<'a>,
    /// The scenario of the instance.
    pub root: &'a Scenario,
    /// Where its inputs come from.
    pub root_inputs: &'a [(Arc<str>, InputValue)],
}

/// One file on the way, and the `use` that led into it.
struct Frame<'a> {
    body: &'a Scenario,
    inputs: &'a [(Arc<str>, InputValue)],
    used: Option<&'a Use>,
}

impl Chain<'_> {
    /// The values of `with` of the `use` at `site`; `None` when one of them is not known.
    pub fn with(&self, site: &Site) -> Result<Option<Vec<GivenEarly>>, InputProblem> {
        let mut frames = vec![Frame { body: self.root, inputs: self.root_inputs, used: None }];
        for index in site {
            let Some(frame) = frames.last() else { break };
            let Some(Action::Use(used)) = frame.body.all_steps().nth(*index).map(|step| &step.action) else {
                return Ok(None);
            };
            let Some(body) = self.early.fragments.get(&used.path) else { return Ok(None) };
            let inputs = self.early.fragment_inputs.get(&used.path).map_or(&[][..], Vec::as_slice);
            frames.push(Frame { body, inputs, used: Some(used) });
        }
        let Some(Frame { body, used: Some(used), .. }) = frames.last() else { return Ok(None) };
        let mut values = Vec::with_capacity(used.with.len());
        for (name, data) in &used.with {
            let Some(input) = body.input(&name.value) else { continue };
            match self.data(&frames[..frames.len() - 1], input, data)? {
                Some((value, secret)) => {
                    let secret = secret || input.secret;
                    values.push(GivenEarly { name: name.value.clone(), value, secret });
                }
                None => return Ok(None),
            }
        }
        Ok(Some(values))
    }

    /// Data as the last of some files sees it, and whether it mentions a secret.
    fn data(
        &self,
        frames: &[Frame<'_>],
        input: &Input,
        data: &Data,
    ) -> Result<Option<(Value, bool)>, InputProblem> {
        let mut names: Vec<Arc<str>> = Vec::new();
        visit_data(data, Moment::Before, &mut |used, _| {
            used.for_each_variable(&mut |name| names.push(name.clone()));
        });
        let mut variables = Variables::default();
        let mut tainted = false;
        for name in names.into_iter().filter(|name| &**name != "environment") {
            match self.input(frames, &name)? {
                Some((value, secret)) => {
                    variables.set(name, value);
                    tainted |= secret;
                }
                None => return Ok(None),
            }
        }
        let scope = Scope {
            variables: &variables,
            environment: self.early.environment,
            response: None,
            value: None,
            // `check` lets no function in that would need these.
            random: &Random::new(0),
            passwords: &NoPasswords,
            unknown: None,
            now_ms: &|| 0,
        };
        match given_value(input, data, &scope) {
            Ok(value) => Ok(Some((value, tainted))),
            // The reason could quote the value.
            Err(_) if tainted => Err(InputProblem {
                message: format!(
                    "the secret value in `with` is not valid for the input `{}`",
                    input.name.value
                ),
                help: "check its `type`, `one_of` and `matches`; a secret must have at least four characters"
                    .to_owned(),
            }),
            Err(GivenError::Value(problem)) => Err(problem),
            Err(GivenError::Render(error)) => Err(InputProblem {
                message: format!("`{}` of a fragment that runs once: {}", input.name.value, error.message),
                help: "its `with` is rendered before the run and can only use inputs and `environment`"
                    .to_owned(),
            }),
        }
    }

    fn input(&self, frames: &[Frame<'_>], name: &str) -> Result<Option<(Value, bool)>, InputProblem> {
        let Some((frame, outer)) = frames.split_last() else { return Ok(None) };
        if let Some(data) = frame.used.and_then(|used| used.given(name))
            && let Some(input) = frame.body.input(name)
        {
            let value = self.data(outer, input, data)?;
            return Ok(value.map(|(value, secret)| (value, secret || input.secret)));
        }
        let source = frame.inputs.iter().find(|(other, _)| &**other == name);
        let secret = frame.body.input(name).is_some_and(|input| input.secret);
        Ok(source.and_then(|(name, source)| (self.early.provide)(name, source)).map(|value| (value, secret)))
    }
}

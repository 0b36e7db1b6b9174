//! What a run needs to know.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::ports::Ports;
use super::stop::Stop;
use crate::eval::mask::Mask;
use crate::eval::taint::secret_names;
use crate::lang::Library;
use crate::model::value::Value;
use crate::model::visit::Used;
use crate::model::{BodyLimit, Plan, Scenario, Text};
use crate::plan::InputValue;
use crate::source::Sources;

/// How much of an exchange that went well is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Headers and bodies of failures only.
    Failures,
    /// Those of every step.
    All,
}

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Instances at once.
    pub jobs: usize,
    /// What the instances' seeds come from.
    pub seed: u64,
    /// Name of the chosen environment, or `none`.
    pub environment: String,
    /// What is kept.
    pub detail: Detail,
    /// Bytes of a body where a request does not say.
    pub max_body: BodyLimit,
    /// What all cleanups together may take after an interruption.
    pub grace: Duration,
}

/// Everything that the workers share.
pub struct Job {
    /// What runs.
    pub plan: Plan,
    /// What was compiled.
    pub library: Library,
    /// Texts, for the frames of failures.
    pub sources: Sources,
    /// By scenario of the plan.
    pub prepared: Vec<Prepared>,
    /// Effects.
    pub ports: Ports,
    /// Settings.
    pub options: RunOptions,
    /// Ends the run early.
    pub stop: Stop,
    /// The clock, as expressions ask it.
    pub now_ms: Box<dyn Fn() -> i64 + Send + Sync>,
}

/// What is known of a scenario before it runs.
pub struct Prepared {
    /// Where the values of its inputs come from.
    pub inputs: Vec<(Arc<str>, InputValue)>,
    /// Names whose values are secret.
    pub secret: HashSet<Arc<str>>,
    /// The mask of the secrets that are known before the run.
    pub known: Mask,
    /// By step (cleanup behind steps): one-time inputs that it mentions.
    pub one_time: Vec<Vec<Arc<str>>>,
    /// One-time inputs that `vars` mention.
    pub vars_one_time: Vec<Arc<str>>,
}

impl Prepared {
    /// Looks a scenario over.
    pub fn new(scenario: &Scenario, library: &Library, inputs: Vec<(Arc<str>, InputValue)>) -> Self {
        let one_time: Vec<Arc<str>> = scenario
            .inputs
            .iter()
            .filter(|input| input.one_time.is_some())
            .map(|input| input.name.value.clone())
            .collect();
        let steps = scenario.all_steps().map(|step| {
            let mut names = Vec::new();
            if !one_time.is_empty() {
                step.visit(&mut |used, _| mentioned(used, library, &one_time, &mut names));
            }
            names
        });
        let mut vars_one_time = Vec::new();
        for var in &scenario.vars {
            var.value.for_each_text(&mut |text| {
                mentioned(Used::Text(text), library, &one_time, &mut vars_one_time)
            });
        }
        let one_time = steps.collect();
        let secret = secret_names(scenario, library);
        let known = Mask::new(known_texts(&inputs, &secret).iter().map(|(name, text)| (name, text.as_str())));
        Prepared { inputs, secret, known, one_time, vars_one_time }
    }
}

/// All texts and numbers inside of secret values that are known before the run.
fn known_texts(inputs: &[(Arc<str>, InputValue)], secret: &HashSet<Arc<str>>) -> Vec<(Arc<str>, String)> {
    let mut texts = Vec::new();
    for (name, value) in inputs {
        if let InputValue::Value(value) = value
            && secret.contains(name)
        {
            for_each_text(value, &mut |text| texts.push((name.clone(), text)));
        }
    }
    texts
}

/// Calls back with every text and number inside of a value.
pub fn for_each_text(value: &Value, each: &mut dyn FnMut(String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => each(text.clone()),
            Value::Number(number) => each(number.to_string()),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            Value::Null | Value::Bool(_) => {}
        }
    }
}

fn mentioned(used: Used<'_>, library: &Library, wanted: &[Arc<str>], names: &mut Vec<Arc<str>>) {
    let mut add = |name: &Arc<str>| {
        if wanted.contains(name) && !names.contains(name) {
            names.push(name.clone());
        }
    };
    match used {
        Used::Expression(expression) => {
            library.expression(expression.id).for_each_variable(&mut |name, _| add(name));
        }
        Used::Text(Text { template: Some(id), .. }) => {
            for slot in library.template(*id).slots() {
                slot.expr.for_each_variable(&mut |name, _| add(name));
            }
        }
        Used::Text(_) => {}
    }
}

//! Inputs of fragments: what `with` gives, and what comes from where the inputs of a scenario come from.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::inputs::{InputProblem, InputValue, Layers, checked, needed, resolve_one};
use crate::eval::Scope;
use crate::eval::render;
use crate::eval::with_value::given;
use crate::model::{Action, Data, Fragments, Input, Scenario, Use};
use crate::value::Value;

/// Where the values of a fragment's inputs come from where no `with` gives them, by the fragment's path.
pub type FragmentInputs = HashMap<Arc<str>, Vec<(Arc<str>, InputValue)>>;

/// Resolves the inputs of all fragments that some scenarios use, those of fragments in fragments too. What has no value
/// and is not given by a `with` is a problem.
pub fn resolve_fragments(
    scenarios: &[Arc<Scenario>],
    fragments: &Fragments,
    layers: &Layers<'_>,
) -> Result<FragmentInputs, BTreeSet<InputProblem>> {
    let mut resolved: FragmentInputs = HashMap::new();
    let mut missing: HashMap<Arc<str>, Vec<(Arc<str>, InputProblem)>> = HashMap::new();
    let mut problems = BTreeSet::new();
    // What is skipped needs no values.
    let mut open: Vec<&Arc<Scenario>> = scenarios.iter().filter(|body| body.skip.is_none()).collect();
    while let Some(body) = open.pop() {
        for (used, fragment) in used_by(body, fragments) {
            if !resolved.contains_key(&used.path) {
                open.push(fragment);
                let mut values = Vec::with_capacity(fragment.inputs.len());
                let mut without = Vec::new();
                for input in needed(fragment) {
                    match resolve_one(input, layers) {
                        Ok(value) => values.push((input.name.value.clone(), value)),
                        Err(problem) => without.push((input.name.value.clone(), problem)),
                    }
                }
                resolved.insert(used.path.clone(), values);
                missing.insert(used.path.clone(), without);
            }
            for (name, problem) in missing.get(&used.path).into_iter().flatten() {
                if used.given(name).is_none() {
                    problems.insert(InputProblem {
                        message: format!("in the fragment {}: {}", used.path, problem.message),
                        help: problem.help.clone(),
                    });
                }
            }
        }
    }
    if problems.is_empty() { Ok(resolved) } else { Err(problems) }
}

/// The steps of a file that use a fragment.
pub fn used_by<'a>(
    body: &'a Scenario,
    fragments: &'a Fragments,
) -> impl Iterator<Item = (&'a Use, &'a Arc<Scenario>)> {
    body.all_steps().filter_map(|step| match &step.action {
        Action::Use(used) => Some((&**used, fragments.get(&used.path)?)),
        _ => None,
    })
}

/// The value that `with` gives to an input: rendered in the user's scope, of the type that the fragment declares.
pub fn given_value(input: &Input, data: &Data, scope: &Scope<'_>) -> Result<Value, GivenError> {
    let value = render::data(data, scope).map_err(|error| GivenError::Render(Box::new(error)))?;
    let problem = |message, help: &str| GivenError::Value(InputProblem { message, help: help.to_owned() });
    let value = given(input.kind, value).map_err(|what| {
        problem(
            format!("the input `{}` {what}", input.name.value),
            "declare it with a different `type`, or give it a different value",
        )
    })?;
    match checked(input, value, "`with`") {
        Ok(InputValue::Value(value)) => Ok(value),
        Ok(_) => Err(problem("a value is not valid".to_owned(), "please report this")),
        Err(problem) => Err(GivenError::Value(problem)),
    }
}

/// Why an input of a fragment gets no value.
#[derive(Debug)]
pub enum GivenError {
    /// The template cannot be rendered.
    Render(Box<render::RenderError>),
    /// The value is none that the input takes.
    Value(InputProblem),
}

//! What will run: the selected scenario instances, and the values of their inputs.
//!
//! In: the project and a selection. Out: a [`Plan`] that makes instances when asked for, by index, with ids that are
//! the same on every machine. Fragments that run once are instances of their own, ahead of all others; they are added
//! when the inputs are known. Pure: environment variables come in as a function.

mod fragments;
mod inputs;
mod once;
mod tags;

pub use fragments::{FragmentInputs, GivenError, given_value, resolve_fragments, used_by};
pub use inputs::{InputProblem, InputValue, Layers, resolve, resolve_one};
pub use once::{Chain, Early, add_once, known_value};
pub use tags::TagExpression;

use crate::diag::did_you_mean;
use crate::model::{Plan, Project, Selection};

/// Selects what runs. The error is one line for people, about the selection itself.
pub fn plan(project: &Project, selection: &Selection) -> Result<Plan, String> {
    let tags = selection.tag.as_deref().map(TagExpression::parse).transpose();
    let tags = tags.map_err(|problem| format!("--tag: {problem}"))?;
    let name = match &selection.name {
        Some(pattern) => {
            Some(crate::lang::build_regex(pattern).map_err(|problem| format!("--name: {problem}"))?)
        }
        None => None,
    };
    let scenarios = project
        .scenarios
        .iter()
        .filter(|scenario| {
            let tagged = |tag: &str| scenario.tags.iter().any(|own| &*own.value == tag);
            tags.as_ref().is_none_or(|tags| tags.selects(&tagged))
                && name.as_ref().is_none_or(|name| name.is_match(&scenario.name.value))
        })
        .cloned()
        .collect();
    Ok(Plan { scenarios, repeat: selection.repeat.max(1), ..Plan::default() })
}

/// Tags of a selection that no scenario has, with the nearest that one has: most likely slips of the pen.
pub fn unknown_tags(project: &Project, selection: &Selection) -> Vec<(String, Option<String>)> {
    let Some(Ok(expression)) = selection.tag.as_deref().map(TagExpression::parse) else { return Vec::new() };
    let known: Vec<&str> =
        project.scenarios.iter().flat_map(|scenario| scenario.tags.iter().map(|tag| &*tag.value)).collect();
    let mut unknown = Vec::new();
    expression.for_each_tag(&mut |tag| {
        if !known.contains(&tag) {
            let near = did_you_mean(tag, known.iter().copied()).map(str::to_owned);
            unknown.push((tag.to_owned(), near));
        }
    });
    unknown
}

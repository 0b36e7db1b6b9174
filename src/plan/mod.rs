//! What will run: the selected scenario instances, and the values of their inputs.
//!
//! In: the project and a selection. Out: a [`Plan`] that makes instances when asked for, by index, with ids that are
//! the same on every machine. Fragments that run once are instances of their own, ahead of all others; they are added
//! when the inputs are known. Pure: environment variables come in as a function.

mod fragments;
mod inputs;
mod once;
mod places;
mod shard;
mod tags;

pub use fragments::{FragmentInputs, GivenError, given_value, resolve_fragments, used_by};
pub use inputs::{InputProblem, InputValue, Layers, Origin, needed, resolve, resolve_one, trace};
pub use once::{Chain, Early, add_once, known_value};
pub use places::missed;
pub use shard::shard;
pub use tags::TagExpression;

use regex::Regex;

use crate::diag::suggestion;
use crate::model::{Chosen, Plan, Project, Scenario, Selection};

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
    let mut chosen = Vec::new();
    for scenario in &project.scenarios {
        let tagged = |tag: &str| scenario.tags.iter().any(|own| &*own.value == tag);
        if !tags.as_ref().is_none_or(|tags| tags.selects(&tagged)) {
            continue;
        }
        let places = selection.places.as_deref();
        let rows = places::chosen(scenario, places, &project.sources);
        let rows = match &name {
            Some(name) => named(scenario, rows, name),
            None => rows,
        };
        chosen.extend(rows.map(|rows| (scenario.clone(), rows)));
    }
    Ok(Plan::new(chosen, selection.repeat))
}

/// Those whose whole name, with its `[case]`, matches.
fn named(scenario: &Scenario, chosen: Option<Chosen>, name: &Regex) -> Option<Chosen> {
    let Some(rows) = &scenario.cases else {
        return chosen.filter(|_| name.is_match(&scenario.name.value));
    };
    let all = match chosen? {
        Chosen::All => (0..rows.len()).collect(),
        Chosen::Rows(rows) => rows,
    };
    let some: Vec<usize> =
        all.into_iter().filter(|row| name.is_match(&scenario.name_of(Some(*row)))).collect();
    (!some.is_empty()).then_some(Chosen::Rows(some))
}

/// Tags of a selection that no scenario has, with the question whether a near one was meant: most likely typos.
pub fn unknown_tags(project: &Project, selection: &Selection) -> Vec<(String, Option<String>)> {
    let Some(Ok(expression)) = selection.tag.as_deref().map(TagExpression::parse) else { return Vec::new() };
    let known: Vec<&str> =
        project.scenarios.iter().flat_map(|scenario| scenario.tags.iter().map(|tag| &*tag.value)).collect();
    let mut unknown = Vec::new();
    expression.for_each_tag(&mut |tag| {
        if !known.contains(&tag) {
            unknown.push((tag.to_owned(), suggestion(tag, known.iter().copied())));
        }
    });
    unknown
}

//! What a run needs to know of the fragments that its scenarios use.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::{CliError, CliProblem};
use crate::model::{Action, Fragments, Plan, Scenario};
use crate::plan::{Early, FragmentInputs, InputValue, add_once, known_value, used_by};
use crate::project::LoadedProject;

/// The fragments that scenarios use, those of fragments too, each once.
pub fn reachable<'a>(scenarios: &'a [Arc<Scenario>], fragments: &'a Fragments) -> Vec<&'a Arc<Scenario>> {
    let mut found: Vec<&Arc<Scenario>> = Vec::new();
    let mut open: Vec<&Arc<Scenario>> = scenarios.iter().collect();
    while let Some(body) = open.pop() {
        for (_, fragment) in used_by(body, fragments) {
            if !found.iter().any(|known| Arc::ptr_eq(known, fragment)) {
                found.push(fragment);
                open.push(fragment);
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// True for a file that sends requests itself.
pub fn sends(body: &Scenario) -> bool {
    body.all_steps().any(|step| matches!(step.action, Action::Request(_)))
}

/// Names of inputs that come from outside: those of a fragment count where some `with` leaves them out.
pub fn open_inputs(scenarios: &[Arc<Scenario>], fragments: &Fragments) -> BTreeSet<Arc<str>> {
    let mut open = BTreeSet::new();
    let all = scenarios.iter().chain(reachable(scenarios, fragments));
    for body in all {
        for (used, fragment) in used_by(body, fragments) {
            let left = fragment.inputs.iter().filter(|input| used.given(&input.name.value).is_none());
            open.extend(left.map(|input| input.name.value.clone()));
        }
    }
    open
}

/// Plans the fragments that run once.
pub fn plan_once(
    loaded: &LoadedProject,
    plan: &mut Plan,
    inputs: &[Vec<(Arc<str>, InputValue)>],
    fragment_inputs: &FragmentInputs,
) -> Result<(), CliError> {
    let early = Early {
        fragments: &loaded.project.fragments,
        environment: loaded.environment.as_deref().unwrap_or("none"),
        fragment_inputs,
        provide: &known_value,
    };
    // By the plan as it is: what runs once is added while it is asked.
    let users = plan.clone();
    add_once(plan, &early, &|user| {
        users.scenario_of(user).and_then(|scenario| inputs.get(scenario)).map_or(&[], Vec::as_slice)
    })
    .map_err(|problem| CliProblem::from(problem).into())
}

/// Calls `each` for the inputs of every fragment that a scenario runs, as often as it runs it; those that run once in a
/// run count for the plan, not for their users.
pub fn for_each_use(
    body: &Scenario,
    fragments: &Fragments,
    inputs: &FragmentInputs,
    each: &mut dyn FnMut(&Arc<str>, &InputValue),
) {
    for (used, fragment) in used_by(body, fragments) {
        if fragment.is_once() {
            continue;
        }
        let values = inputs.get(&used.path).into_iter().flatten();
        values.filter(|(name, _)| used.given(name).is_none()).for_each(|(name, value)| each(name, value));
        for_each_use(fragment, fragments, inputs, each);
    }
}

/// The same for what runs once.
pub fn for_each_once(
    plan: &Plan,
    fragments: &Fragments,
    inputs: &FragmentInputs,
    each: &mut dyn FnMut(&Arc<str>, &InputValue),
) {
    for once in &plan.once {
        let values = inputs.get(&once.fragment.path).into_iter().flatten();
        let given = |name: &Arc<str>| once.with.iter().flatten().any(|(other, _)| other == name);
        values.filter(|(name, _)| !given(name)).for_each(|(name, value)| each(name, value));
        for_each_use(&once.fragment, fragments, inputs, each);
    }
}

//! What reaches fragments through `with`, however many files it goes through.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::visit::{Moment, visit_data};
use crate::model::{Action, Data, Project, Scenario, Use};
use crate::source::Span;

/// Inputs of fragments about which their users decide.
#[derive(Debug, Default)]
pub struct Reach {
    early: HashMap<Arc<str>, BTreeSet<Arc<str>>>,
    one_time: HashMap<Arc<str>, BTreeMap<Arc<str>, Span>>,
}

impl Reach {
    /// Looks through a project.
    pub fn new(project: &Project) -> Self {
        let mut reach = Reach::default();
        for (path, fragment) in &project.fragments {
            if fragment.is_once() {
                let all = fragment.inputs.iter().map(|input| input.name.value.clone());
                reach.early.insert(path.clone(), all.collect());
            }
        }
        // Each round goes one file further; names are only ever added, so that there is an end.
        while reach.early_round(project) {}
        while reach.one_time_round(project) {}
        reach
    }

    /// Inputs whose values a fragment with `once: true` needs before the run.
    pub fn early(&self, path: &str) -> BTreeSet<Arc<str>> {
        self.early.get(path).cloned().unwrap_or_default()
    }

    /// Inputs that some user gives a one-time value, and where.
    pub fn one_time(&self, path: &str) -> impl Iterator<Item = (&Arc<str>, Span)> {
        self.one_time.get(path).into_iter().flatten().map(|(name, span)| (name, *span))
    }

    fn early_round(&mut self, project: &Project) -> bool {
        let mut grew = false;
        for (path, fragment) in &project.fragments {
            for used in uses(fragment) {
                let wanted = self.early(&used.path);
                for (_, data) in used.with.iter().filter(|(name, _)| wanted.contains(&name.value)) {
                    for name in names(data) {
                        if fragment.input(&name).is_some() {
                            grew |= self.early.entry(path.clone()).or_default().insert(name);
                        }
                    }
                }
            }
        }
        grew
    }

    fn one_time_round(&mut self, project: &Project) -> bool {
        let mut found: Vec<(Arc<str>, Arc<str>, Span)> = Vec::new();
        for body in project.scenarios.iter().chain(project.fragments.values()) {
            let given = body.fragment.as_ref().and_then(|_| self.one_time.get(&body.path));
            for used in uses(body) {
                for (input, data) in &used.with {
                    let one_time = |name: &Arc<str>| {
                        body.input(name).is_some_and(|input| input.one_time.is_some())
                            || given.is_some_and(|given| given.contains_key(name))
                    };
                    if names(data).iter().any(one_time) {
                        found.push((used.path.clone(), input.value.clone(), data.span()));
                    }
                }
            }
        }
        let mut grew = false;
        for (path, input, span) in found {
            let inputs = self.one_time.entry(path).or_default();
            grew |= !inputs.contains_key(&input);
            inputs.entry(input).or_insert(span);
        }
        grew
    }
}

fn uses(body: &Scenario) -> impl Iterator<Item = &Use> {
    body.all_steps().filter_map(|step| match &step.action {
        Action::Use(used) if used.linked => Some(&**used),
        _ => None,
    })
}

/// All variables that data mentions.
fn names(data: &Data) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    visit_data(data, Moment::Before, &mut |used, _| {
        used.for_each_variable(&mut |name| names.push(name.clone()));
    });
    names
}

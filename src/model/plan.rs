//! What will run.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Once, Scenario, Site};

/// The scenario instances of a run, made when asked for.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The scenarios in plan order.
    pub scenarios: Vec<Arc<Scenario>>,
    /// How often each runs (`--repeat`).
    pub repeat: usize,
    /// Fragments that run once, ahead of their users; they are the first instances of the plan.
    pub once: Vec<Once>,
    /// By instance (its place behind those of `once`): the places that use a once fragment, and which one.
    pub uses: HashMap<usize, Vec<(Site, usize)>>,
}

/// One run of one scenario.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its place in the plan, from 0.
    pub index: usize,
    /// Stable over runs and machines: `path::scenario`, with `#2` and so on for repetitions.
    pub id: String,
    /// What it runs.
    pub scenario: Arc<Scenario>,
    /// Which repetition, from 0.
    pub repetition: usize,
}

/// What of a project runs.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// A tag expression.
    pub tag: Option<String>,
    /// A regular expression over names.
    pub name: Option<String>,
    /// How often each instance runs.
    pub repeat: usize,
}

impl Plan {
    /// How many instances there are.
    pub fn len(&self) -> usize {
        self.once.len() + self.users()
    }

    /// How many instances there are beside those of `once`.
    pub fn users(&self) -> usize {
        self.scenarios.len() * self.repeat
    }

    /// The instances of `once` that an instance needs, each with the place that uses it.
    pub fn needs(&self, index: usize) -> &[(Site, usize)] {
        match index.checked_sub(self.once.len()) {
            Some(user) => self.uses.get(&user).map_or(&[], Vec::as_slice),
            None => self.once.get(index).map_or(&[], |once| once.uses.as_slice()),
        }
    }

    /// True when nothing was selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The instance at `index`. Repetitions of one scenario stand together.
    pub fn instance(&self, index: usize) -> Option<Instance> {
        match index.checked_sub(self.once.len()) {
            Some(user) => self.user(user).map(|instance| Instance { index, ..instance }),
            None => self.once.get(index).map(|once| Instance {
                index,
                id: once.id.clone(),
                scenario: once.fragment.clone(),
                repetition: 0,
            }),
        }
    }

    /// The instance at `index` behind those of `once`, with that index.
    pub fn user(&self, index: usize) -> Option<Instance> {
        let repeat = self.repeat.max(1);
        let scenario = self.scenarios.get(index / repeat)?.clone();
        let repetition = index % repeat;
        let mut id = format!("{}::{}", scenario.path, scenario.name.value);
        if repetition > 0 {
            id.push_str(&format!("#{}", repetition + 1));
        }
        Some(Instance { index, id, scenario, repetition })
    }
}

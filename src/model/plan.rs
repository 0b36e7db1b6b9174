//! What will run.

use std::sync::Arc;

use super::Scenario;

/// The scenario instances of a run, made when asked for.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The scenarios in plan order.
    pub scenarios: Vec<Arc<Scenario>>,
    /// How often each runs (`--repeat`).
    pub repeat: usize,
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
        self.scenarios.len() * self.repeat
    }

    /// True when nothing was selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The instance at `index`. Repetitions of one scenario stand together.
    pub fn instance(&self, index: usize) -> Option<Instance> {
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

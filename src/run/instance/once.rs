//! Fragments that run once: who waits for which, what they gave, and when their cleanup may run.
//!
//! A once instance gives when its steps have run; only from then on the scheduler starts its users. When the last of them
//! has ended, `released` hands back what its cleanup needs. Instances that wait hold no worker, so that any number of
//! workers suffices: the instances that one waits for are before it in the plan.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::awaiting_cleanup::AwaitingCleanup;
use super::cookies::CookieJar;
use crate::model::Plan;
use crate::value::Value;

/// What a once instance gave to its users.
#[derive(Debug, Clone)]
pub enum Gave {
    /// Its outputs, and the cookies that its responses have set.
    Outputs(Arc<Vec<(Arc<str>, Value)>>, CookieJar),
    /// Why there are none.
    Nothing(String),
}

/// The once instances of a run.
#[derive(Default)]
pub struct OnceTable {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: Vec<Entry>,
}

#[derive(Default)]
struct Entry {
    /// Instances that use it and have not ended.
    users: usize,
    gave: Option<Gave>,
    awaiting: Option<Box<AwaitingCleanup>>,
}

impl OnceTable {
    /// The table of a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut entries: Vec<Entry> = plan.once.iter().map(|_| Entry::default()).collect();
        let shared = plan.uses.values().map(|uses| uses.as_slice());
        let all = shared.chain(plan.once.iter().map(|once| once.uses.as_slice()));
        for uses in all {
            for once in uses.iter().map(|(_, once)| *once).collect::<BTreeSet<_>>() {
                if let Some(entry) = entries.get_mut(once) {
                    entry.users += 1;
                }
            }
        }
        OnceTable { state: Mutex::new(State { entries }) }
    }

    /// What a once instance gave; `None` while it runs.
    pub fn gave(&self, once: usize) -> Option<Gave> {
        self.state().entries.get(once).and_then(|entry| entry.gave.clone())
    }

    /// Why an instance cannot run: something that it uses gave nothing.
    pub fn missing(&self, plan: &Plan, index: usize) -> Option<String> {
        plan.needs(index).iter().find_map(|(_, once)| match self.gave(*once) {
            Some(Gave::Nothing(reason)) => Some(reason),
            _ => None,
        })
    }

    /// The steps of a once instance have run; `awaiting` waits for its users to end.
    pub fn give(&self, once: usize, gave: Gave, awaiting: Option<Box<AwaitingCleanup>>) {
        let mut state = self.state();
        if let Some(entry) = state.entries.get_mut(once) {
            entry.gave = Some(gave);
            entry.awaiting = awaiting;
        }
    }

    /// An instance has ended. Returns the once instances that no other instance uses, to be cleaned up by the caller.
    pub fn released(&self, plan: &Plan, index: usize) -> Vec<AwaitingCleanup> {
        let needs: BTreeSet<usize> = plan.needs(index).iter().map(|(_, once)| *once).collect();
        if needs.is_empty() {
            return Vec::new();
        }
        let mut state = self.state();
        let mut free = Vec::new();
        for once in needs {
            let Some(entry) = state.entries.get_mut(once) else { continue };
            entry.users = entry.users.saturating_sub(1);
            if entry.users == 0
                && let Some(awaiting) = entry.awaiting.take()
            {
                free.push(*awaiting);
            }
        }
        free
    }

    /// Nothing in here is left half-changed by a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Chosen, Once, Scenario};
    use crate::parse::{Loaded, NoFiles, parse, parse_config};

    fn scenario() -> Arc<Scenario> {
        let mut parsed = parse_config(None, &NoFiles);
        let text = "scenario: A\nsteps:\n  - { name: Ask, request: \"GET http://localhost/\" }\n";
        parse(&mut parsed, vec![Loaded { path: "a.yaml".into(), text: Ok(text.into()) }], None, &NoFiles);
        parsed.project.scenarios[0].clone()
    }

    /// Instance 0 runs once and uses nothing, 1 runs once and uses 0, 2 and 3 use 1, 4 uses nothing.
    fn plan() -> Plan {
        let scenario = scenario();
        let once = |uses: Vec<(Vec<usize>, usize)>| Once {
            fragment: scenario.clone(),
            id: String::new(),
            name: "".into(),
            with: None,
            user: (0, vec![0]),
            uses,
        };
        let uses = [(0, vec![(vec![0], 1), (vec![1], 1)].into()), (1, vec![(vec![0], 1)].into())];
        let mut plan = Plan::new(vec![(scenario.clone(), Chosen::All); 3], 1);
        plan.once = vec![once(Vec::new()), once(vec![(vec![0], 0)])];
        plan.uses = uses.into_iter().collect();
        plan
    }

    #[test]
    fn users_miss_what_one_that_they_use_did_not_give() {
        let plan = plan();
        let table = OnceTable::new(&plan);
        assert!(table.gave(0).is_none());
        table.give(0, Gave::Outputs(Arc::default(), CookieJar::default()), None);
        assert!(matches!(table.gave(0), Some(Gave::Outputs(..))));
        table.give(1, Gave::Nothing("it failed".to_owned()), None);
        assert_eq!(table.missing(&plan, 3).as_deref(), Some("it failed"));
        assert_eq!(table.missing(&plan, 1), None);
    }
}

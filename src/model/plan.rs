//! What will run.

use std::collections::HashMap;
use std::sync::Arc;

use super::plan_shard::Part;
use super::{Fnv, Once, PlanIdentity, Rows, Scenario, Site};
use crate::source::Span;

/// The scenario instances of a run, made when asked for.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The scenarios in plan order.
    pub scenarios: Vec<Arc<Scenario>>,
    /// How often each runs (`--repeat`).
    pub repeat: usize,
    /// Fragments that run once, ahead of their users; they are the first instances of the plan.
    pub once: Vec<Once>,
    /// By instance (its place behind those of `once`): the places that use a once fragment, and which one. Instances of
    /// one scenario mostly share them.
    pub uses: HashMap<usize, Arc<Vec<(Site, usize)>>>,
    /// By scenario: which of its rows run.
    chosen: Vec<Chosen>,
    /// By scenario: the index of its first instance, without repetitions.
    starts: Vec<usize>,
    /// Instances without repetitions.
    count: usize,
    /// What of it runs; `None` is all of it.
    part: Option<Part>,
}

/// Which rows of a scenario run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All of them; a scenario without rows runs as it is.
    All,
    /// These, in order.
    Rows(Vec<usize>),
}

/// One run of one scenario.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its place in the plan, from 0.
    pub index: usize,
    /// Stable over runs and machines: `path::scenario` or `path::scenario [case]`, with `#2` and so on for
    /// repetitions.
    pub id: String,
    pub scenario: Arc<Scenario>,
    pub row: Option<usize>,
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
    /// Files and lines; `None` is everything that was loaded.
    pub places: Option<Vec<Place>>,
}

/// A place that selects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All scenarios of a file or folder, by its path as people know it, with `/`; empty for the working directory.
    Below(String),
    /// The scenario or row at a line of a file.
    Line {
        /// Scenario file, or file of rows.
        path: String,
        /// From 1.
        line: usize,
    },
}

impl Plan {
    /// A plan of these scenarios, each so often.
    pub fn new(scenarios: Vec<(Arc<Scenario>, Chosen)>, repeat: usize) -> Self {
        let mut plan = Plan { repeat: repeat.max(1), ..Plan::default() };
        for (scenario, chosen) in scenarios {
            plan.starts.push(plan.count);
            plan.count += match &chosen {
                Chosen::All => scenario.cases.as_ref().map_or(1, Rows::len),
                Chosen::Rows(rows) => rows.len(),
            };
            plan.scenarios.push(scenario);
            plan.chosen.push(chosen);
        }
        plan
    }

    /// How many instances there are.
    pub fn len(&self) -> usize {
        self.once.len() + self.users()
    }

    /// How many instances there are beside those of `once`.
    pub fn users(&self) -> usize {
        self.part.as_ref().map_or_else(|| self.all_users(), Part::len)
    }

    /// The same of the whole plan, where a part of it runs.
    fn all_users(&self) -> usize {
        self.count * self.repeat
    }

    /// What tells it from other plans. Makes every id once.
    pub fn identity(&self) -> PlanIdentity {
        let mut hash = Fnv::default();
        for instance in (0..self.len()).filter_map(|index| self.instance(index)) {
            hash.add(instance.id.as_bytes());
            hash.add(b"\n");
        }
        let digest = format!("{:016x}", hash.value());
        PlanIdentity { instances: self.len(), once: self.once.len(), digest }
    }

    /// The instances of `once` that an instance needs, each with the place that uses it.
    pub fn needs(&self, index: usize) -> &[(Site, usize)] {
        match index.checked_sub(self.once.len()) {
            Some(user) => self.uses.get(&user).map_or(&[], |uses| uses.as_slice()),
            None => self.once.get(index).map_or(&[], |once| once.uses.as_slice()),
        }
    }

    /// True when nothing was selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many instances a scenario has, by its place among those of the plan.
    pub fn instances_of(&self, scenario: usize) -> usize {
        let Some(start) = self.starts.get(scenario).copied() else { return 0 };
        let end = self.starts.get(scenario + 1).copied().unwrap_or(self.count);
        let (start, end) = (start * self.repeat, end * self.repeat);
        self.part.as_ref().map_or(end - start, |part| part.between(start, end))
    }

    /// The instance at `index`. Repetitions of one row stand together.
    pub fn instance(&self, index: usize) -> Option<Instance> {
        match index.checked_sub(self.once.len()) {
            Some(user) => self.user(user).map(|instance| Instance { index, ..instance }),
            None => self.once.get(index).map(|once| Instance {
                index,
                id: once.id.clone(),
                scenario: once.fragment.clone(),
                row: None,
                repetition: 0,
            }),
        }
    }

    /// The scenario, by its place among those of the plan, that the instance at `index` behind those of `once` runs.
    pub fn scenario_of(&self, index: usize) -> Option<usize> {
        let place = self.user_place(index)? / self.repeat.max(1);
        if place >= self.count {
            return None;
        }
        // Scenarios without instances share their start with the next one: the last of them is meant.
        self.starts.partition_point(|start| *start <= place).checked_sub(1)
    }

    /// The instance at `index` behind those of `once`, with that index.
    pub fn user(&self, index: usize) -> Option<Instance> {
        let scenario_index = self.scenario_of(index)?;
        let repeat = self.repeat.max(1);
        let scenario = self.scenarios[scenario_index].clone();
        let place = self.user_place(index)?;
        let offset = place / repeat - self.starts[scenario_index];
        let row = match &self.chosen[scenario_index] {
            Chosen::Rows(rows) => rows.get(offset).copied(),
            Chosen::All => scenario.cases.as_ref().map(|_| offset),
        };
        let repetition = place % repeat;
        let mut id = format!("{}::{}", scenario.path, scenario.name_of(row));
        if repetition > 0 {
            id.push_str(&format!("#{}", repetition + 1));
        }
        Some(Instance { index, id, scenario, row, repetition })
    }

    /// The place in the whole plan of an instance behind those of `once`.
    fn user_place(&self, index: usize) -> Option<usize> {
        match &self.part {
            Some(part) => part.user_place(index),
            None => Some(index),
        }
    }

    /// The place of an instance in the whole plan.
    pub fn place(&self, index: usize) -> usize {
        self.part.as_ref().and_then(|part| part.place(index)).unwrap_or(index)
    }

    /// Leaves only the instances for which `keep` holds (by their places behind those of `once`), and the instances of
    /// `once` that they need. Ids and places in the whole plan stay.
    pub fn keep(&mut self, keep: &dyn Fn(usize) -> bool) {
        let users: Vec<usize> = (0..self.all_users()).filter(|user| keep(*user)).collect();
        // By instance of `once`: a user that stays, and the place in it.
        let mut needed: HashMap<usize, (usize, Site)> = HashMap::new();
        for (index, user) in users.iter().enumerate() {
            let mut open = self.uses.get(user).map_or_else(Vec::new, |uses| uses.to_vec());
            while let Some((site, once)) = open.pop() {
                // Values that only its first user has are asked of that one.
                let first = self.once.get(once).is_some_and(|once| once.user == (*user, site.clone()));
                if first || !needed.contains_key(&once) {
                    needed.insert(once, (index, site.clone()));
                }
                let inner = self.once.get(once).map_or(&[][..], |once| &once.uses);
                open.extend(inner.iter().map(|(inner, once)| ([&site[..], inner].concat(), *once)));
            }
        }
        let once: Vec<usize> = (0..self.once.len()).filter(|once| needed.contains_key(once)).collect();
        let new: HashMap<usize, usize> = once.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let renumber = |uses: &mut Vec<(Site, usize)>| {
            uses.retain_mut(|(_, once)| new.get(once).map(|new| *once = *new).is_some());
        };
        let all_once = self.once.len();
        let mut kept = Vec::with_capacity(once.len());
        for (old, mut one) in std::mem::take(&mut self.once).into_iter().enumerate() {
            let Some(user) = needed.remove(&old) else { continue };
            one.user = user;
            renumber(&mut one.uses);
            kept.push(one);
        }
        self.once = kept;
        let mut uses = HashMap::new();
        for (index, user) in users.iter().enumerate() {
            if let Some(mut used) = self.uses.remove(user) {
                renumber(Arc::make_mut(&mut used));
                uses.insert(index, used);
            }
        }
        self.uses = uses;
        self.part = Some(Part::new(users, once, all_once));
    }
}

impl Instance {
    /// `scenario`, or `scenario [case]`.
    pub fn name(&self) -> Arc<str> {
        self.scenario.name_of(self.row)
    }

    /// Where it stands in the scenario's file: its row if that is written there, else the scenario's name.
    pub fn span(&self) -> Span {
        match (&self.scenario.cases, self.row) {
            (Some(rows), Some(row)) if rows.file.is_none() => {
                rows.span(row).unwrap_or(self.scenario.name.span)
            }
            _ => self.scenario.name.span,
        }
    }

    /// The `case` of its row.
    pub fn case(&self) -> Option<&str> {
        self.scenario.cases.as_ref()?.label(self.row?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Defaults, Row};
    use super::*;
    use crate::source::{FileId, Spanned};

    fn scenario(name: &str, labels: Option<&[&str]>) -> Arc<Scenario> {
        let span = Span::new(FileId(0), 0, 0);
        let rows = labels.map(|labels| {
            let row = |label: &&str| Row { label: Arc::from(*label), span, values: Vec::new() };
            Rows::new(Vec::new(), None, labels.iter().map(row).collect())
        });
        Arc::new(Scenario {
            openapi: None,
            file: FileId(0),
            path: format!("{name}.yaml").into(),
            name: Spanned::new(name.into(), span),
            description: None,
            tags: Vec::new(),
            when: None,
            skip: None,
            inputs: Vec::new(),
            cases: rows,
            columns_unknown: false,
            locks: Vec::new(),
            vars: Vec::new(),
            defaults: Defaults::default(),
            steps: Vec::new(),
            cleanup: Vec::new(),
            cleanup_timeout: None,
            files: Vec::new(),
            fragment: None,
            unread: Vec::new(),
        })
    }

    #[test]
    fn instances_are_made_by_index_and_their_ids_stay() {
        let plan = Plan::new(
            vec![
                (scenario("a", None), Chosen::All),
                (scenario("b", Some(&["x", "y", "z"])), Chosen::Rows(vec![0, 2])),
                (scenario("c", Some(&["x"])), Chosen::All),
            ],
            2,
        );
        let ids: Vec<String> =
            (0..plan.len()).filter_map(|index| plan.instance(index)).map(|i| i.id).collect();
        assert_eq!(
            ids,
            [
                "a.yaml::a",
                "a.yaml::a#2",
                "b.yaml::b [x]",
                "b.yaml::b [x]#2",
                "b.yaml::b [z]",
                "b.yaml::b [z]#2",
                "c.yaml::c [x]",
                "c.yaml::c [x]#2"
            ]
        );
        assert_eq!([0, 1, 2].map(|scenario| plan.instances_of(scenario)), [2, 4, 2]);
        assert!(plan.instance(8).is_none());
    }
}

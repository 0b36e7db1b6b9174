//! Counts what was noticed, by scenario and step.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::advice;
use super::known::Known;
use super::mutants::{Mutation, Place};
use super::shape::facts;
use crate::eval::mask::Mask;
use crate::model::{HttpResponse, header};
use crate::value::Value;

/// Why something is not scored.
pub const BUG: &str = "there is a bug in runthrough; please report it";

/// Everything that was counted.
#[derive(Debug, Default)]
pub struct Scores {
    /// In plan order.
    pub scenarios: Vec<ScenarioScore>,
}

/// A scenario, all its instances together.
#[derive(Debug, Default)]
pub struct ScenarioScore {
    pub name: Arc<str>,
    pub path: Arc<str>,
    /// How many instances ran.
    pub instances: usize,
    /// Instances that were not scored, each with the reason.
    pub skipped: Vec<(Arc<str>, String)>,
    /// A bug of ours showed where nothing was changed.
    broken: bool,
    /// In the order of their first request.
    pub steps: Vec<StepScore>,
}

/// A step, all its responses together.
#[derive(Debug, Default)]
pub struct StepScore {
    /// Its name, with the steps that use its file before it.
    pub name: Arc<str>,
    /// The file it stands in.
    pub path: String,
    pub line: usize,
    /// How many changes, how many noticed.
    pub count: Count,
    /// Changes beyond the limit of a response.
    pub cut: usize,
    /// Changes that brought a bug of ours to light, and are not counted.
    pub broken: Vec<String>,
    /// Unnoticed changes by place: the word for each, and how often.
    pub survivors: BTreeMap<Place, BTreeMap<String, usize>>,
    /// What its responses are like.
    pub known: Known,
    order: Vec<Place>,
}

/// How many changes were made, and how many noticed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// All.
    pub changes: usize,
    /// Those that something noticed.
    pub noticed: usize,
    /// Of these, those that only led to a request other than the recorded one.
    pub by_request: usize,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.changes += other.changes;
        self.noticed += other.noticed;
        self.by_request += other.by_request;
    }

    /// From 0 to 1; of nothing it is 1.
    pub fn score(self) -> f64 {
        if self.changes == 0 { 1.0 } else { self.noticed as f64 / self.changes as f64 }
    }
}

impl Scores {
    /// The scenario of a file and name.
    pub fn scenario(&mut self, path: &Arc<str>, name: &Arc<str>) -> &mut ScenarioScore {
        let known = self.scenarios.iter().position(|known| known.path == *path && known.name == *name);
        let at = known.unwrap_or_else(|| {
            let new = ScenarioScore { name: name.clone(), path: path.clone(), ..ScenarioScore::default() };
            self.scenarios.push(new);
            self.scenarios.len() - 1
        });
        &mut self.scenarios[at]
    }

    /// A bug of ours showed.
    pub fn internal(&self) -> bool {
        let steps = |scenario: &ScenarioScore| scenario.steps.iter().any(|step| !step.broken.is_empty());
        self.scenarios.iter().any(|scenario| scenario.broken || steps(scenario))
    }

    /// All together.
    pub fn count(&self) -> Count {
        self.scenarios.iter().fold(Count::default(), |mut sum, scenario| {
            sum.add(scenario.count());
            sum
        })
    }
}

impl ScenarioScore {
    /// All steps together.
    pub fn count(&self) -> Count {
        self.steps.iter().fold(Count::default(), |mut sum, step| {
            sum.add(step.count);
            sum
        })
    }

    /// An instance is not scored.
    pub fn skip(&mut self, name: &Arc<str>, reason: &str) {
        self.skipped.push((name.clone(), reason.to_owned()));
    }

    /// An instance is not scored for a bug of ours.
    pub fn broke(&mut self, name: &Arc<str>) {
        self.skip(name, BUG);
        self.broken = true;
    }

    /// The step of this name and place.
    pub fn step(&mut self, name: &Arc<str>, path: &str, line: impl Fn() -> usize) -> &mut StepScore {
        let known = self.steps.iter().position(|known| known.name == *name && known.path == path);
        let at = known.unwrap_or_else(|| {
            let new =
                StepScore { name: name.clone(), path: path.to_owned(), line: line(), ..StepScore::default() };
            self.steps.push(new);
            self.steps.len() - 1
        });
        &mut self.steps[at]
    }
}

fn masked(place: &Place, mask: &Mask) -> Place {
    match place {
        Place::Json(path) => Place::Json(mask.apply(path).into_owned()),
        Place::Header(name) => Place::Header(mask.apply(name).into_owned()),
        other => other.clone(),
    }
}

impl StepScore {
    /// Keeps what a response is like.
    pub fn learn(&mut self, response: &HttpResponse, body: Option<&Value>, mask: &Mask) {
        self.known.statuses.insert(response.status);
        let media = header(&response.headers, "content-type").unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        // A redirect has none.
        if !media.is_empty() {
            self.known.media.insert(mask.apply(media).into_owned());
        }
        for (path, seen) in body.map(facts).unwrap_or_default() {
            // A property that is named like a secret cannot be named in advice.
            if matches!(mask.apply(&path), Cow::Owned(_)) {
                continue;
            }
            self.known.facts.entry(path).and_modify(|known| known.add(&seen)).or_insert(seen);
        }
    }

    /// Counts a change that something noticed.
    pub fn noticed(&mut self, by_request: bool) {
        self.count.changes += 1;
        self.count.noticed += 1;
        self.count.by_request += usize::from(by_request);
    }

    /// Keeps a change that could not be judged for a bug of ours.
    pub fn broke(&mut self, mutation: &Mutation, mask: &Mask) {
        self.broken.push(format!("{}: {}", masked(&mutation.place, mask), mutation.change.name()));
    }

    /// Counts a change that nothing noticed.
    pub fn survived(&mut self, mutation: &Mutation, mask: &Mask) {
        self.count.changes += 1;
        let place = masked(&mutation.place, mask);
        if !self.survivors.contains_key(&place) {
            self.order.push(place.clone());
        }
        *self.survivors.entry(place).or_default().entry(mutation.change.name()).or_default() += 1;
    }

    /// Unnoticed changes, a line a place, in the order of the response.
    pub fn lines(&self) -> Vec<(String, usize, Vec<String>)> {
        let told = self.order.iter().filter_map(|place| {
            let changes = self.survivors.get(place)?;
            let words = changes.keys().cloned().collect();
            Some((place.to_string(), changes.values().sum(), words))
        });
        told.collect()
    }

    /// The YAML to put into its `expect`.
    pub fn advice(&self) -> String {
        advice::yaml(&self.order, &self.survivors, &self.known)
    }
}

//! What an instance knows of its data row, and the locks that are made of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::instance::Running;
use super::job::Job;
use crate::eval::render::{self, RenderError};

/// The locks that an instance holds while it runs, each once. Where one cannot be rendered there are none: the instance
/// itself says why when it begins.
pub fn locks(job: &Job, index: usize) -> Vec<Arc<str>> {
    // Fragments have none.
    let user = index.checked_sub(job.plan.once.len());
    let Some(scenario) = user.and_then(|user| job.plan.scenarios.get(job.plan.scenario_of(user)?)) else {
        return Vec::new();
    };
    if scenario.locks.is_empty() || scenario.skip.is_some() {
        return Vec::new();
    }
    if scenario.locks.iter().all(|lock| lock.template.is_none()) {
        let names: BTreeSet<&Arc<str>> = scenario.locks.iter().map(|lock| &lock.raw).collect();
        return names.into_iter().cloned().collect();
    }
    let Some(instance) = job.plan.instance(index) else { return Vec::new() };
    let Some(mut running) = Running::new(job, instance) else { return Vec::new() };
    if running.inputs().is_err() {
        return Vec::new();
    }
    running.columns();
    running.locks().unwrap_or_default()
}

impl Running<'_> {
    /// Gives the columns of the row their values.
    pub fn columns(&mut self) {
        let scenario = self.instance.scenario.clone();
        if let (Some(rows), Some(row)) = (&scenario.cases, self.instance.row) {
            for (column, value) in rows.values(row) {
                self.define(column, value.clone());
            }
        }
    }

    /// The names of its locks, each once, with what was defined.
    pub fn locks(&self) -> Result<Vec<Arc<str>>, RenderError> {
        let mut locks: Vec<Arc<str>> = Vec::new();
        for lock in &self.instance.scenario.locks {
            let name: Arc<str> = self.with_scope(|scope| render::string(lock, scope))?.into();
            if !locks.contains(&name) {
                locks.push(name);
            }
        }
        Ok(locks)
    }
}

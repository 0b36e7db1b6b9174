//! The locks that an instance holds while it runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inputs::{define_columns, define_inputs};
use super::running::Running;
use crate::eval::render::{self, RenderError};
use crate::run::job::Job;

/// The locks that an instance needs, each once. Where one cannot be rendered there are none: the instance itself reports
/// why when it begins.
pub fn locks_of(job: &Job, index: usize) -> Vec<Arc<str>> {
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
    if define_inputs(&mut running).is_err() || define_columns(&mut running).is_err() {
        return Vec::new();
    }
    render_locks(&running).unwrap_or_default()
}

/// The names of the locks of an instance whose inputs and columns are defined, each once.
pub fn render_locks(running: &Running<'_>) -> Result<Vec<Arc<str>>, RenderError> {
    let mut locks: Vec<Arc<str>> = Vec::new();
    for lock in &running.state.instance.scenario.locks {
        let name: Arc<str> = render::string(lock, &running.scope())?.into();
        if !locks.contains(&name) {
            locks.push(name);
        }
    }
    Ok(locks)
}

//! What an instance knows before its first step: inputs, the columns of its row, and the locks that are made of them.

use std::sync::Arc;

use super::instance::Running;
use super::job::Job;
use crate::eval::render::{self, RenderError};
use crate::model::Problem;
use crate::plan::InputValue;

/// The locks that an instance holds while it runs, each once. Where one cannot be rendered there are none: the instance
/// itself says why when it begins.
pub fn locks(job: &Job, index: usize) -> Vec<Arc<str>> {
    let Some(instance) = job.plan.instance(index) else { return Vec::new() };
    let Some(prepared) = job.prepared.get(instance.scenario_index) else { return Vec::new() };
    if instance.scenario.locks.is_empty() || instance.scenario.skip.is_some() {
        return Vec::new();
    }
    let mut running = Running::new(job, instance, prepared);
    match running.define_data() {
        Ok(()) => running.locks().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

impl Running<'_> {
    /// Gives inputs and columns their values; one-time inputs get theirs when a step needs them.
    pub fn define_data(&mut self) -> Result<(), Box<Problem>> {
        for (name, value) in &self.prepared.inputs {
            match value {
                // Those that are secret are in the mask of what was known before.
                InputValue::Value(value) => self.variables.set(name.clone(), value.clone()),
                InputValue::PerInstance if !self.is_one_time(name) => {
                    let value = self.per_instance(name, false)?;
                    self.define(name, value);
                }
                InputValue::PerInstance | InputValue::OneTimeFile(_) | InputValue::OneTimeValue(_) => {}
            }
        }
        let scenario = self.instance.scenario.clone();
        if let (Some(rows), Some(row)) = (&scenario.cases, self.instance.row) {
            for (column, value) in rows.values(row) {
                self.define(column, value.clone());
            }
        }
        Ok(())
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

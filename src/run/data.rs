//! What an instance knows of its data row, and the locks that are made of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::instance::Running;
use super::job::Job;
use super::ports::RowFiles;
use crate::eval::render::{self, RenderError};
use crate::model::value::Value;
use crate::model::{Kind, Problem, RowValues, Rows};
use crate::parse::record;

/// The values of a row in the order of the columns, read again where they stay in a file. What was changed there since it
/// was checked is an error, never a row.
pub fn row_values<'r>(
    rows: &'r Rows,
    row: usize,
    files: &dyn RowFiles,
) -> Result<Cow<'r, [Value]>, Box<Problem>> {
    let (index, place) = match rows.values(row) {
        Some(RowValues::Held(values)) => return Ok(Cow::Borrowed(values)),
        Some(RowValues::InFile(index, place)) => (index, place),
        None => return Ok(Cow::Borrowed(&[])),
    };
    let file = rows.file.as_deref().unwrap_or_default();
    let read = files.read(file, u64::from(place.start), place.read_length());
    let read = read.map_err(|problem| {
        let message = format!("the data row in line {} can no longer be read: {problem}", place.lines.0);
        Box::new(Problem::new(Kind::File, message))
    })?;
    place.row(&read).and_then(|bytes| record(index, bytes)).map(Cow::Owned).ok_or_else(|| {
        let message = format!(
            "`{file}` was changed after it was checked: the row of line {} is no longer there. Leave files of data rows as they are until a run has ended",
            place.lines.0
        );
        Box::new(Problem::new(Kind::File, message))
    })
}

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
    if running.columns().is_err() {
        return Vec::new();
    }
    running.locks().unwrap_or_default()
}

impl Running<'_> {
    /// Gives the columns of the row their values.
    pub fn columns(&mut self) -> Result<(), Box<Problem>> {
        let scenario = self.instance.scenario.clone();
        if let (Some(rows), Some(row)) = (&scenario.cases, self.instance.row) {
            let values = row_values(rows, row, &*self.job.ports.rows)?;
            for (column, value) in rows.columns.iter().zip(values.into_owned()) {
                self.define(&column.value, value);
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

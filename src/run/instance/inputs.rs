//! Values that a file has before its steps run: inputs, the columns of a data row, vars, and one-time values.

use std::sync::Arc;

use super::row::row_values;
use super::running::Running;
use crate::eval::render;
use crate::model::visit::Used;
use crate::model::{Kind, Problem, Scenario};
use crate::plan::InputValue;
use crate::run::analysis::OneTimeUse;
use crate::run::one_time::mentions::mentioned_in;
use crate::run::one_time::value::FileValue;
use crate::value::Value;

/// Defines the inputs that come from outside, then `vars`.
pub fn define_inputs_and_vars(running: &mut Running<'_>, file: &Scenario) -> Result<(), Box<Problem>> {
    define_inputs(running)?;
    define_vars(running, file)
}

/// Defines the inputs that come from outside; what `with` gave is masked where it is secret.
pub fn define_inputs(running: &mut Running<'_>) -> Result<(), Box<Problem>> {
    let analysis = running.state.file.analysis.clone();
    for given in &analysis.given {
        if let Some(value) = running.state.file.variables.get(&given.name).cloned() {
            running.define(&given.name, value);
        }
    }
    for (name, value) in &analysis.inputs {
        match value {
            // Secrets of the instance's own file are in the mask of what was known before the run.
            InputValue::Value(value) if running.state.file.call_site.is_root() => {
                running.state.file.variables.set(name.clone(), value.clone());
            }
            InputValue::Value(value) => running.define(name, value.clone()),
            InputValue::PerInstance if !analysis.one_time.own.contains(name) => {
                let value = per_instance(running, name, false)?;
                running.define(name, value);
            }
            // Taken when a step needs it.
            InputValue::PerInstance | InputValue::OneTimeFile(_) | InputValue::OneTimeValue(_) => {}
        }
    }
    Ok(())
}

/// Defines the columns of the data row.
pub fn define_columns(running: &mut Running<'_>) -> Result<(), Box<Problem>> {
    let scenario = running.state.instance.scenario.clone();
    if let (Some(rows), Some(row)) = (&scenario.cases, running.state.instance.row) {
        let values = row_values(rows, row, &*running.job.ports.rows)?;
        for (column, value) in rows.columns.iter().zip(values.into_owned()) {
            running.define(&column.value, value);
        }
    }
    Ok(())
}

/// Evaluates and defines `vars`.
pub fn define_vars(running: &mut Running<'_>, file: &Scenario) -> Result<(), Box<Problem>> {
    take_all(running, |one_time| &one_time.vars)?;
    for var in &file.vars {
        match render::data(&var.value, &running.scope()) {
            Ok(value) => running.define(&var.name.value, value),
            Err(error) => return Err(Box::new(running.template_problem(error))),
        }
    }
    Ok(())
}

/// Takes the one-time values that a step mentions.
pub fn take_for_step(running: &mut Running<'_>, step: usize) -> Result<(), Box<Problem>> {
    take_all(running, |one_time| &one_time.mentioned[step])
}

/// Takes the one-time values that an expression mentions which is evaluated before the step sends something.
pub fn take_for(running: &mut Running<'_>, used: Used<'_>) -> Result<(), Box<Problem>> {
    for name in mentioned_in(used, &running.state.file.analysis.one_time.own) {
        take(running, &name)?;
    }
    Ok(())
}

fn take_all(
    running: &mut Running<'_>,
    names: impl Fn(&OneTimeUse) -> &[Arc<str>],
) -> Result<(), Box<Problem>> {
    let mut next = 0;
    while let Some(name) = names(&running.state.file.analysis.one_time).get(next).cloned() {
        take(running, &name)?;
        next += 1;
    }
    Ok(())
}

/// Takes a one-time value, if it was not taken yet. A dry run takes none.
fn take(running: &mut Running<'_>, name: &Arc<str>) -> Result<(), Box<Problem>> {
    let file = &mut running.state.file;
    if file.variables.get(name).is_some() || file.unknown.is_some() {
        return Ok(());
    }
    let Some((_, source)) = file.analysis.inputs.iter().find(|(other, _)| other == name) else {
        return Ok(());
    };
    let value = match source {
        InputValue::OneTimeFile(path) => {
            let store = &running.job.ports.one_time;
            let value = store
                .take(path, &running.state.instance.id)
                .map_err(|message| Box::new(Problem::new(Kind::OneTime, message)))?;
            file.taken.push(FileValue { input: name.clone(), file: path.clone(), value: value.clone() });
            Value::from(value)
        }
        InputValue::OneTimeValue(value) => value.as_str().into(),
        InputValue::PerInstance => per_instance(running, name, true)?,
        InputValue::Value(value) => value.clone(),
    };
    running.state.one_time.add(name, &value);
    running.define(name, value);
    Ok(())
}

/// A value of which every instance has its own.
fn per_instance(running: &Running<'_>, name: &str, one_time: bool) -> Result<Value, Box<Problem>> {
    let layer = running.job.ports.instance_inputs.as_ref();
    layer.and_then(|layer| layer.value(&running.state.instance, name, one_time)).ok_or_else(|| {
        let message = format!("the input `{name}` has no value");
        Box::new(Problem::new(if one_time { Kind::OneTime } else { Kind::Input }, message))
    })
}

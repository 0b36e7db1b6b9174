//! What is secret and known before a run.

use std::collections::HashSet;
use std::sync::Arc;

use crate::cli::input_sources::ResolvedInputs;
use crate::eval::mask::Mask;
use crate::model::{Fragments, Plan};
use crate::plan::InputValue;
use crate::run::ports::RowFiles;
use crate::run::row_values;
use crate::value::Value;

/// The mask of what is secret and known before the run.
pub fn initial_secrets(
    plan: &Plan,
    fragments: &Fragments,
    inputs: &ResolvedInputs,
    rows: &dyn RowFiles,
) -> Mask {
    let mut secrets: Vec<(Arc<str>, String)> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let used = inputs.fragments.iter().filter_map(|(path, values)| Some((fragments.get(path)?, values)));
    for (scenario, values) in plan.scenarios.iter().zip(&inputs.scenarios).chain(used) {
        for (name, value) in values {
            if !scenario.input(name).is_some_and(|input| input.secret) {
                continue;
            }
            let text = match value {
                InputValue::Value(Value::String(text)) => text.clone(),
                InputValue::Value(other) => other.to_string(),
                InputValue::OneTimeValue(text) => text.clone(),
                InputValue::OneTimeFile(_) | InputValue::PerInstance => continue,
            };
            if seen.insert(text.clone()) {
                secrets.push((name.clone(), text));
            }
        }
    }
    columns(plan, rows, &mut secrets);
    Mask::new(secrets.iter().map(|(name, value)| (name, value.as_str())))
}

/// Values of secret columns that are known to the second gate. The first one, which knows those of the instance's own
/// row, is enough for more: a search for all rows in the outputs of all rows would take their square.
const COLUMN_VALUES: usize = 1_000;

fn columns(plan: &Plan, files: &dyn RowFiles, secrets: &mut Vec<(Arc<str>, String)>) {
    for rows in plan.scenarios.iter().filter_map(|scenario| scenario.cases.as_ref()) {
        if rows.len() * rows.secret.len() > COLUMN_VALUES {
            continue;
        }
        let secret = |column: &Arc<str>| rows.secret.contains(column);
        for row in 0..rows.len() * usize::from(!rows.secret.is_empty()) {
            // What can no longer be read does not run.
            let values = row_values(rows, row, files).unwrap_or_default();
            for (column, value) in
                rows.columns.iter().zip(&*values).filter(|(column, _)| secret(&column.value))
            {
                if let Value::String(text) = value
                    && !secrets.iter().any(|(_, known)| known == text)
                {
                    secrets.push((column.value.clone(), text.clone()));
                }
            }
        }
    }
}

//! Whether there are as many one-time values as a run needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::error::CliError;
use crate::cli::fragments::{for_each_once, for_each_use};
use crate::cli::input_sources::ResolvedInputs;
use crate::diag::plural;
use crate::io::one_time::status;
use crate::model::{Fragments, Plan};
use crate::plan::InputValue;

/// Too few one-time values are an error before the first request, with both numbers.
pub fn check_one_time_budget(
    plan: &Plan,
    fragments: &Fragments,
    inputs: &ResolvedInputs,
) -> Result<(), CliError> {
    let mut needed: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut several: Option<(Arc<str>, usize)> = None;
    let mut add = |name: &Arc<str>, value: &InputValue, times: usize| match value {
        InputValue::OneTimeFile(file) => *needed.entry(file.clone()).or_default() += times,
        InputValue::OneTimeValue(value) => {
            let count = given.entry(value.clone()).or_default();
            *count += times;
            if *count > 1 {
                several.get_or_insert((name.clone(), *count));
            }
        }
        InputValue::Value(_) | InputValue::PerInstance => {}
    };
    for (index, (scenario, values)) in plan.scenarios.iter().zip(&inputs.scenarios).enumerate() {
        // A scenario that is skipped takes none.
        if scenario.skip.is_some() {
            continue;
        }
        let instances = plan.instances_of(index);
        values.iter().for_each(|(name, value)| add(name, value, instances));
        for_each_use(scenario, fragments, &inputs.fragments, &mut |name, value| {
            add(name, value, instances);
        });
    }
    for_each_once(plan, fragments, &inputs.fragments, &mut |name, value| add(name, value, 1));
    if let Some((name, count)) = several {
        return Err(only_one(&name, count));
    }
    for (file, needed) in needed {
        let left = status(&file).map_err(CliError::usage)?.left;
        if left < needed {
            return Err(CliError::usage(format!(
                "{file} has {left} unused one-time {} left, but this run needs {needed}",
                plural(left, "value")
            ))
            .help(format!(
                "add values to the file, or run fewer scenarios; `runthrough codes {file}` shows its state"
            )));
        }
    }
    Ok(())
}

fn only_one(name: &str, needed: usize) -> CliError {
    CliError::usage(format!(
        "the one-time input `{name}` has 1 value, but this run needs {needed}: each one-time value works once"
    ))
    .help("write the values to a file, one per line, or run one scenario")
}

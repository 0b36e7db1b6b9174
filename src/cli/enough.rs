//! Whether there are as many one-time values as a run needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exit::Complaint;
use super::fragments::{for_each_once, for_each_use};
use super::given::Inputs;
use crate::io::one_time::status;
use crate::model::{Fragments, Plan};
use crate::plan::InputValue;

/// Too few one-time values are an error before the first request, with both numbers.
pub fn enough_one_time_values(plan: &Plan, fragments: &Fragments, inputs: &Inputs) -> Result<(), Complaint> {
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
        let left = status(&file).map_err(Complaint::usage)?.left;
        if left < needed {
            return Err(Complaint::usage(format!(
                "{file} has {left} unused one-time {} left, but this run needs {needed}",
                if left == 1 { "value" } else { "values" }
            ))
            .help(format!(
                "add values to the file, or run less; `runthrough codes {file}` shows its state"
            )));
        }
    }
    Ok(())
}

fn only_one(name: &str, needed: usize) -> Complaint {
    Complaint::usage(format!(
        "the one-time input `{name}` is given 1 value, but this run needs {needed}: a one-time value works once"
    ))
    .help("write the values into a file, one a line, or run one scenario")
}

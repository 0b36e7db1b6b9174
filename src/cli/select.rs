//! Selection, shared by `run`, `list` and `inputs`.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::option_value::whole_number;
use super::output::Output;
use super::project_args::ProjectArgs;
use crate::model::{Place, Plan, Selection};
use crate::plan;
use crate::project::{LoadedProject, Targets};

/// Which scenarios.
#[derive(Debug, Clone, Default, Args)]
pub struct SelectArgs {
    /// Scenario files and folders (default: those of runthrough.yaml, else `scenarios`); `FILE:LINE` selects the
    /// scenario or data row at that line
    #[arg(value_name = "PATH[:LINE]")]
    pub paths: Vec<PathBuf>,
    /// Which project.
    #[command(flatten)]
    pub project: ProjectArgs,
    /// The environment in runthrough.yaml to take inputs and defaults from
    #[arg(short, long, value_name = "NAME")]
    pub env: Option<String>,
    /// Only scenarios with these tags: `smoke and not (slow or flaky)`
    #[arg(short, long, value_name = "EXPR")]
    pub tag: Option<String>,
    /// Only scenarios whose name matches this regular expression
    #[arg(short, long, value_name = "REGEX")]
    pub name: Option<String>,
    /// Run each scenario this many times
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole_number::<u32>(1..=1_000_000))]
    pub repeat: u32,
}

/// Makes the plan; nothing selected is an error with an exit code of its own.
pub fn plan(
    loaded: &LoadedProject,
    select: &SelectArgs,
    targets: &Targets,
    output: &Output,
) -> Result<Plan, CliError> {
    let selection = Selection {
        tag: select.tag.clone(),
        name: select.name.clone(),
        repeat: select.repeat as usize,
        places: targets.places.clone(),
    };
    every_line_hits(loaded, &selection)?;
    let plan = plan::plan(&loaded.project, &selection).map_err(CliError::usage)?;
    for (tag, question) in plan::unknown_tags(&loaded.project, &selection) {
        let hint = question.map_or_else(String::new, |question| format!("; {question}"));
        output.stderr(&format!("warning: no scenario has the tag `{tag}`{hint}\n"));
    }
    let (errors, _) = loaded.counts();
    if plan.is_empty() && errors == 0 {
        return Err(match loaded.files {
            0 => CliError::no_scenario_file(),
            _ => CliError::nothing("nothing was selected to run")
                .help("`runthrough list` shows all scenarios with their tags"),
        });
    }
    Ok(plan)
}

/// A line that picks nothing is a typo, unless its file has errors, which are told anyway.
fn every_line_hits(loaded: &LoadedProject, selection: &Selection) -> Result<(), CliError> {
    let Some(places) = &selection.places else { return Ok(()) };
    let invalid = loaded.invalid();
    let readable: Vec<Place> = places
        .iter()
        .filter(|place| match place {
            Place::Line { path, .. } => !invalid.iter().any(|(other, _)| **other == **path),
            Place::Below(_) => false,
        })
        .cloned()
        .collect();
    match plan::missed(&loaded.project, &readable).into_iter().next() {
        Some((message, help)) => Err(CliError::usage(message).help(help)),
        None => Ok(()),
    }
}

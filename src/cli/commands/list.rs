//! `runthrough list`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::print_errors;
use crate::cli::fragments::plan_once;
use crate::cli::output::Output;
use crate::cli::output_format::OutputFormat;
use crate::cli::select;
use crate::cli::select::SelectArgs;
use crate::cli::shard::{ShardArgs, shard};
use crate::model::{InputType, Plan, Scenario};
use crate::plan::{InputValue, Layers, resolve_one};
use crate::project::{LoadedProject, Targets, load};

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: SelectArgs,
    /// A part of them.
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: OutputFormat,
}

/// Lists the instances that a run with the same selection would run.
pub fn list(args: &ListArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let disk = args.select.project.open()?;
    let targets = Targets::of(&args.select.paths, &disk)?;
    let loaded = load(&disk, &targets, args.select.env.as_deref())?;
    let (errors, _) = loaded.counts();
    print_errors(&loaded.diagnostics, &loaded.project.sources, output);
    let mut plan = select::plan(&loaded, &args.select, &targets, output)?;
    add_once(&loaded, &mut plan)?;
    shard(&mut plan, &args.shard)?;
    let mut items = Vec::new();
    let mut text = String::new();
    for index in 0..plan.len() {
        let Some(instance) = plan.instance(index) else { break };
        let scenario = &instance.scenario;
        // A fragment that runs once has a name of its own.
        let once = plan.once.get(index).map(|once| once.name.clone());
        let sources = &loaded.project.sources;
        let line = sources.location(instance.span()).line;
        let rows = scenario.cases.as_ref().zip(instance.row);
        // Where the row stands, if it is not in the scenario's own file.
        let elsewhere = rows.and_then(|(rows, row)| {
            rows.file.as_ref().zip(rows.lines(row, sources)).map(|(file, (line, _))| (file, line))
        });
        let tags: Vec<&str> = scenario.tags.iter().map(|tag| &*tag.value).collect();
        match args.format {
            OutputFormat::Json => {
                let mut item = json!({
                    "id": instance.id,
                    "scenario": once.as_deref().unwrap_or(&scenario.name.value),
                    "file": &*scenario.path,
                    "line": line,
                    "tags": tags,
                });
                if let Some(label) = rows.and_then(|(rows, row)| rows.label(row)) {
                    item["case"] = json!(label);
                }
                if let Some((file, line)) = elsewhere {
                    item["row"] = json!({ "file": &**file, "line": line });
                }
                items.push(item);
            }
            OutputFormat::Text => {
                let tags = if tags.is_empty() { String::new() } else { format!("  [{}]", tags.join(", ")) };
                let repetition = match instance.repetition {
                    0 => String::new(),
                    n => format!(" #{}", n + 1),
                };
                // The place as a selection takes it.
                let (path, line) = elsewhere.unwrap_or((&scenario.path, line));
                let _ = writeln!(
                    text,
                    "{path}:{line}  {}{repetition}{tags}",
                    once.unwrap_or_else(|| instance.name())
                );
            }
        }
    }
    if args.format == OutputFormat::Json {
        text = serde_json::to_string_pretty(&json!({ "instances": items })).unwrap_or_default();
        text.push('\n');
    }
    output.stdout(&text);
    Ok(if errors > 0 { ExitCode::Usage } else { ExitCode::Ok })
}

/// Adds the fragments that run once. Inputs need not have values to be listed: what is missing counts as not known.
fn add_once(loaded: &LoadedProject, plan: &mut Plan) -> Result<(), CliError> {
    let name = loaded.environment.as_deref();
    let environment = name.and_then(|name| Some((name, loaded.project.config.environments.get(name)?)));
    let layers = Layers {
        given: &BTreeMap::new(),
        file: None,
        environment,
        env: &|name| std::env::var(name).ok(),
        per_instance: &|_| false,
    };
    let known = |body: &Scenario| -> Vec<(Arc<str>, InputValue)> {
        let values = body.inputs.iter().map(|input| {
            let value = resolve_one(input, &layers);
            // One name means one value, whatever it will be.
            let unknown = match input.kind {
                InputType::Integer | InputType::Number => 0.into(),
                InputType::Boolean => false.into(),
                InputType::String | InputType::Json => format!("${{{}}}", input.name.value).into(),
            };
            (input.name.value.clone(), value.unwrap_or(InputValue::Value(unknown)))
        });
        values.collect()
    };
    let scenarios: Vec<_> = plan.scenarios.iter().map(|scenario| known(scenario)).collect();
    let fragments = &loaded.project.fragments;
    let fragments = fragments.iter().map(|(path, fragment)| (path.clone(), known(fragment))).collect();
    plan_once(loaded, plan, &scenarios, &fragments)
}

//! `runthrough list`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use super::args::{ListArgs, ListFormat};
use super::config::{LoadedProject, load};
use super::exit::{Complaint, Exit};
use super::fragments::{complaint, plan_once};
use super::output::Output;
use super::select;
use crate::diag::render;
use crate::model::{InputType, Plan, Scenario};
use crate::plan::{InputValue, Layers, resolve_one};

/// Lists the instances that a run with the same selection would run.
pub fn list(args: &ListArgs, output: &mut Output) -> Result<Exit, Complaint> {
    let loaded = load(&args.select.paths, args.select.env.as_deref())?;
    let (errors, _) = loaded.counts();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == crate::diag::Severity::Error {
            output.stderr(&render(diagnostic, &loaded.project.sources, output.styles()));
        }
    }
    let mut plan = select::plan(&loaded, &args.select, output)?;
    add_once(&loaded, &mut plan)?;
    let mut rows = Vec::new();
    let mut text = String::new();
    for index in 0..plan.len() {
        let Some(instance) = plan.instance(index) else { break };
        let scenario = &instance.scenario;
        let name = plan.once.get(index).map_or(&*scenario.name.value, |once| &*once.name);
        let line = loaded.project.sources.location(scenario.name.span).line;
        let tags: Vec<&str> = scenario.tags.iter().map(|tag| &*tag.value).collect();
        match args.format {
            ListFormat::Json => rows.push(json!({
                "id": instance.id,
                "scenario": name,
                "file": &*scenario.path,
                "line": line,
                "tags": tags,
            })),
            ListFormat::Text => {
                let tags = if tags.is_empty() { String::new() } else { format!("  [{}]", tags.join(", ")) };
                let repetition = match instance.repetition {
                    0 => String::new(),
                    n => format!(" #{}", n + 1),
                };
                let _ = writeln!(text, "{}:{line}  {name}{repetition}{tags}", scenario.path);
            }
        }
    }
    if args.format == ListFormat::Json {
        text = serde_json::to_string_pretty(&json!({ "instances": rows })).unwrap_or_default();
        text.push('\n');
    }
    output.stdout(&text);
    Ok(if errors > 0 { Exit::Usage } else { Exit::Ok })
}

/// Adds the fragments that run once. Inputs need not have values to be listed: what is missing counts as not known.
fn add_once(loaded: &LoadedProject, plan: &mut Plan) -> Result<(), Complaint> {
    let name = loaded.environment.as_deref();
    let environment = name.and_then(|name| loaded.project.config.environments.get(name));
    let layers = Layers {
        given: &BTreeMap::new(),
        file: &BTreeMap::new(),
        environment,
        env: &|name| std::env::var(name).ok(),
        per_instance: &|_| false,
    };
    let known = |body: &Scenario| -> Vec<(Arc<str>, InputValue)> {
        let values = body.inputs.iter().map(|input| {
            let value = resolve_one(input, &loaded.library, &layers);
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
    plan_once(loaded, plan, &scenarios, &fragments).map_err(|problem| complaint([problem]))
}

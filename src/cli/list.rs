//! `runthrough list`.

use std::fmt::Write;

use serde_json::json;

use super::args::{ListArgs, ListFormat};
use super::config::load_targets;
use super::exit::{Complaint, Exit};
use super::output::Output;
use super::select::{self, Targets};
use crate::diag::render;

/// Lists the instances that a run with the same selection would run.
pub fn list(args: &ListArgs, output: &mut Output) -> Result<Exit, Complaint> {
    let targets = Targets::of(&args.select.paths)?;
    let loaded = load_targets(&targets, args.select.env.as_deref())?;
    let (errors, _) = loaded.counts();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == crate::diag::Severity::Error {
            output.stderr(&render(diagnostic, &loaded.project.sources, output.styles()));
        }
    }
    let plan = select::plan(&loaded, &args.select, &targets, output)?;
    let mut items = Vec::new();
    let mut text = String::new();
    for index in 0..plan.len() {
        let Some(instance) = plan.instance(index) else { break };
        let scenario = &instance.scenario;
        let sources = &loaded.project.sources;
        let line = sources.location(instance.span()).line;
        let rows = scenario.cases.as_ref().zip(instance.row);
        // Where the row stands, if it is not in the scenario's own file.
        let elsewhere = rows.and_then(|(rows, row)| {
            rows.file.as_ref().and(rows.span(row)).map(|span| sources.location(span))
        });
        let tags: Vec<&str> = scenario.tags.iter().map(|tag| &*tag.value).collect();
        match args.format {
            ListFormat::Json => {
                let mut item = json!({
                    "id": instance.id,
                    "scenario": &*scenario.name.value,
                    "file": &*scenario.path,
                    "line": line,
                    "tags": tags,
                });
                if let Some(label) = rows.and_then(|(rows, row)| rows.label(row)) {
                    item["case"] = json!(&**label);
                }
                if let Some(place) = &elsewhere {
                    item["row"] = json!({ "file": &*place.path, "line": place.line });
                }
                items.push(item);
            }
            ListFormat::Text => {
                let tags = if tags.is_empty() { String::new() } else { format!("  [{}]", tags.join(", ")) };
                let repetition = match instance.repetition {
                    0 => String::new(),
                    n => format!(" #{}", n + 1),
                };
                // The place as a selection takes it.
                let (path, line) = match &elsewhere {
                    Some(place) => (&place.path, place.line),
                    None => (&scenario.path, line),
                };
                let _ = writeln!(text, "{path}:{line}  {}{repetition}{tags}", instance.name());
            }
        }
    }
    if args.format == ListFormat::Json {
        text = serde_json::to_string_pretty(&json!({ "instances": items })).unwrap_or_default();
        text.push('\n');
    }
    output.stdout(&text);
    Ok(if errors > 0 { Exit::Usage } else { Exit::Ok })
}

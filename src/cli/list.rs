//! `runthrough list`.

use std::fmt::Write;

use serde_json::json;

use super::args::{ListArgs, ListFormat};
use super::config::load;
use super::exit::{Complaint, Exit};
use super::output::Output;
use super::select;
use crate::diag::render;

/// Lists the instances that a run with the same selection would run.
pub fn list(args: &ListArgs, output: &mut Output) -> Result<Exit, Complaint> {
    let loaded = load(&args.select.paths, args.select.env.as_deref())?;
    let (errors, _) = loaded.counts();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == crate::diag::Severity::Error {
            output.stderr(&render(diagnostic, &loaded.project.sources, output.styles()));
        }
    }
    let plan = select::plan(&loaded, &args.select, output)?;
    let mut rows = Vec::new();
    let mut text = String::new();
    for index in 0..plan.len() {
        let Some(instance) = plan.instance(index) else { break };
        let scenario = &instance.scenario;
        let line = loaded.project.sources.location(scenario.name.span).line;
        let tags: Vec<&str> = scenario.tags.iter().map(|tag| &*tag.value).collect();
        match args.format {
            ListFormat::Json => rows.push(json!({
                "id": instance.id,
                "scenario": &*scenario.name.value,
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
                let _ = writeln!(text, "{}:{line}  {}{repetition}{tags}", scenario.path, scenario.name.value);
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

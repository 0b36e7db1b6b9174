//! The JSON Schema of both formats.

use serde_json::{Value, json};

use super::document::Report;
use super::ndjson::{InstanceFinished, InstanceStarted, RunFinished, RunStarted};
use super::self_schema::{Definitions, Described};

/// The schema of the JSON report; `$defs/Event` is that of a line of NDJSON.
pub fn schema() -> Value {
    let mut definitions = Definitions::new();
    Report::schema(&mut definitions);
    let mut report = definitions.remove("Report").unwrap_or_default();
    report["properties"]["version"]["const"] = json!(super::VERSION);
    RunStarted::schema(&mut definitions);
    InstanceStarted::schema(&mut definitions);
    InstanceFinished::schema(&mut definitions);
    RunFinished::schema(&mut definitions);
    let events = [
        ("run_started", "RunStarted"),
        ("instance_started", "InstanceStarted"),
        ("instance_finished", "InstanceFinished"),
        ("run_finished", "RunFinished"),
    ];
    for (event, name) in events {
        let Some(definition) = definitions.get_mut(name) else { continue };
        definition["properties"]["event"] = json!({ "const": event, "description": "What happened." });
        if let Some(required) = definition["required"].as_array_mut() {
            required.insert(0, json!("event"));
        }
    }
    if let Some(started) = definitions.get_mut("RunStarted") {
        started["properties"]["version"]["const"] = json!(super::VERSION);
    }
    let any: Vec<Value> =
        events.iter().map(|(_, name)| json!({ "$ref": format!("#/$defs/{name}") })).collect();
    definitions
        .insert("Event".to_owned(), json!({ "description": "A line of the NDJSON report.", "oneOf": any }));
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of runthrough, version 1",
    });
    for (key, value) in report.as_object().into_iter().flatten() {
        schema[key] = value.clone();
    }
    schema["$defs"] = definitions.into();
    schema
}

//! JSON reports, as tests read and compare them.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A report from a file.
///
/// # Panics
/// Where it is none.
pub fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A report without what differs from one run to another that does the same: times, machines, ids of runs, shards, and
/// which connection something went over.
pub fn one_run(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        const OWN: [&str; 7] =
            ["started_ms", "duration_ms", "host", "merged_from", "shard", "connection", "timings"];
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !OWN.contains(&name.as_str()));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    if let Some(run) = report["run"].as_object_mut() {
        run.remove("id");
    }
    strip(&mut report);
    report
}

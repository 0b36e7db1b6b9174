//! What did not pass in the last run of each scenario.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// Results by scenario file.
#[derive(Default)]
pub struct Results {
    bad: BTreeMap<String, Vec<String>>,
}

impl Results {
    /// Takes over what a run has written as NDJSON; false if it has written nothing, because it did not come to that.
    pub fn update(&mut self, report: &Path) -> bool {
        let Ok(text) = std::fs::read_to_string(report) else { return false };
        let mut any = false;
        let mut fresh: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in text.lines() {
            let Ok(event) = serde_json::from_str::<Value>(line) else { continue };
            any = true;
            for file in event["invalid_files"].as_array().into_iter().flatten() {
                let path = file["path"].as_str().unwrap_or_default();
                fresh.entry(path.to_owned()).or_default().push(format!("ERROR {path}"));
            }
            let instance = &event["instance"];
            let (Some(file), Some(name)) = (instance["file"].as_str(), instance["name"].as_str()) else {
                continue;
            };
            let bad = fresh.entry(file.to_owned()).or_default();
            match instance["verdict"].as_str() {
                Some("failed") => bad.push(format!("FAIL  {name} ({file}:{})", instance["line"])),
                Some("errored") => bad.push(format!("ERROR {name} ({file}:{})", instance["line"])),
                _ => {}
            }
        }
        self.bad.extend(fresh);
        self.bad.retain(|_, bad| !bad.is_empty());
        any
    }

    /// Those that did not pass, of files that are there still.
    pub fn bad(&self, known: impl Fn(&str) -> bool) -> Vec<&str> {
        self.bad.iter().filter(|(file, _)| known(file)).flat_map(|(_, bad)| bad).map(String::as_str).collect()
    }
}

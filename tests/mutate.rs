//! How strong the shipped scenarios are, by `runthrough mutate`.

mod support;

use std::path::Path;

use serde_json::Value;
use support::binary::{code, runthrough, said};

/// The mutation score of the scenarios in a folder.
fn score(folder: &Path) -> f64 {
    let output = runthrough(folder, &["mutate", "--sandbox", "--seed", "1", "--format", "json"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let scores: Value = serde_json::from_slice(&output.stdout).expect("a JSON document");
    let scenarios = scores["scenarios"].as_array().expect("scenarios");
    assert!(scenarios.len() > 9, "{} scenarios", scenarios.len());
    for scenario in scenarios {
        assert_eq!(scenario["not_scored"], Value::Array(Vec::new()), "{}", scenario["name"]);
    }
    assert!(scores["count"]["changes"].as_u64() > Some(1_000), "{}", scores["count"]);
    scores["count"]["score"].as_f64().expect("a score")
}

#[test]
fn the_shipped_scenarios_notice_nine_of_ten_changes() {
    let score = score(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(score > 0.9, "the mutation score of the shipped scenarios is {score:.3}");
}

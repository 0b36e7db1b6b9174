//! How many changes of responses are judged in a second, on one core (a `mutate` run has one worker).
//!
//! `cargo bench --bench mutate`. The shipped scenarios against the sandbox, with its OpenAPI document; the requests of
//! the recorded run, the waits for one-time passwords and the start of the process count in.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Instances of each scenario: some 10,000 changes.
const REPEAT: &str = "6";

fn main() {
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_runthrough"))
        .args(["mutate", "--sandbox", "--seed", "1", "--repeat", REPEAT, "--format", "json", "--name"])
        // This one waits for the next period of its passwords.
        .arg("^(A |Invalid|Logout|Search|Wrong|Login with (a code|recovery))")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("it runs");
    let time = started.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scores: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a JSON document");
    let changes = scores["count"]["changes"].as_f64().unwrap_or_default();
    println!(
        "{changes} changes in {time:.2} s: {:.0} a second (promised: 10,000 in 10 s); score {}",
        changes / time,
        scores["count"]["score"]
    );
}

//! What a run costs before it does anything.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::figure::{print, wanted};
use super::shared::{scenario, serve};

const RUNS: usize = 100;

/// Prints them.
pub fn figures() {
    if !wanted("start") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("flow.yaml"), scenario()).expect("the scenario is written");
    let base = format!("base_url=http://127.0.0.1:{}/api/v1", serve());
    let inputs =
        ["-i", &base, "-i", "name=mary.griffin@circularo.com", "-i", "password=#32Password1!", "-j", "1"];
    print("start: --version", median(folder.path(), &["--version"]), "under 2 ms");
    print(
        "start: check of one file of 4 steps",
        median(folder.path(), &["check", "flow.yaml"]),
        "under 5 ms",
    );
    let run = [&["run", "flow.yaml", "-q", "--report", "junit=out.xml"][..], &inputs].concat();
    print("start: run of one file of 4 steps, with JUnit", median(folder.path(), &run), "under 5 ms");
}

/// Of a process from its start to its end.
fn median(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runthrough"));
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let mut once = || {
        let started = Instant::now();
        assert!(command.status().expect("the binary runs").success(), "{arguments:?}");
        started.elapsed()
    };
    let mut times: Vec<Duration> = (0..RUNS).map(|_| once()).collect();
    times.sort();
    format!("{:.2} ms", times[RUNS / 2].as_secs_f64() * 1e3)
}

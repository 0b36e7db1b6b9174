//! How long it takes `run --watch` from a save to the start of the run.
//!
//! `cargo bench --bench watch`. A project of 200 scenarios is watched; one of them is saved again and again, and the time
//! is taken until the line that a run begins with. Some milliseconds of it are waited on purpose: editors save in steps.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SCENARIOS: usize = 200;
const SAVES: usize = 30;

/// A person does not notice less.
const AIM: Duration = Duration::from_millis(150);

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("scenarios")).expect("a folder");
    let write = |index: usize, round: usize| {
        let text = format!(
            "scenario: Number {index}\nvars: {{ round: {round} }}\nsteps:\n  - name: Look\n    check: round == {round}\n"
        );
        fs::write(folder.path().join(format!("scenarios/{index}.yaml")), text).expect("a scenario");
    };
    (0..SCENARIOS).for_each(|index| write(index, 0));
    let mut child = Command::new(env!("CARGO_BIN_EXE_runthrough"))
        .current_dir(folder.path())
        .args(["run", "--watch"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut results = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut states = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut times = Vec::with_capacity(SAVES);
    for round in 1..=SAVES {
        let waits = states.by_ref().map_while(Result::ok).any(|line| line.starts_with("watching"));
        assert!(waits, "it ended");
        let started = Instant::now();
        write(round % SCENARIOS, round);
        let begins = |line: &str| line.starts_with("runthrough ") && line.contains("1 scenario,");
        assert!(results.by_ref().map_while(Result::ok).any(|line| begins(&line)), "it ended");
        times.push(started.elapsed());
    }
    let _ = child.kill().and_then(|()| child.wait());
    times.sort();
    let (median, worst) = (times[SAVES / 2], times[SAVES - 1]);
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "from save to start, {SCENARIOS} scenarios: median {:.0} ms, worst of {SAVES} {:.0} ms (aim {:.0} ms)",
        millis(median),
        millis(worst),
        millis(AIM)
    );
}

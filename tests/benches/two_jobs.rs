//! Two jobs against one, where there are two cores: client and server are not pinned, and share them.
//!
//! `cargo bench --bench two_jobs`. The reference flow, with JUnit on. The server takes a part of the second core, so that
//! twice the speed cannot be reached on two; with one job client and server wait for each other.

mod shared;

use std::thread::available_parallelism;
use std::time::Duration;

use shared::{measured, scenario, serve};

const FEW: usize = 500;
const MANY: usize = 5_000;
const ROUNDS: usize = 5;

fn main() {
    let cores = available_parallelism().map_or(1, usize::from);
    let base = format!("base_url=http://127.0.0.1:{}/api/v1", serve());
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("flow.yaml"), scenario()).expect("the scenario is written");
    let run = |jobs: usize, instances: usize| -> Duration {
        let (jobs, instances) = (jobs.to_string(), instances.to_string());
        let run = ["run", "flow.yaml", "--jobs", &jobs, "--repeat", &instances, "--quiet"];
        let with =
            ["--report", "junit=out.xml", "-i", &base, "-i", "name=mary", "-i", "password=#32Password1!"];
        let run = measured(folder.path(), &[&run[..], &with].concat(), 1);
        assert_eq!(run.code, Some(0), "the flow fails against the bench's server");
        run.time
    };
    let mut best = [f64::MAX; 2];
    for _ in 0..ROUNDS {
        for (jobs, best) in (1..).zip(&mut best) {
            let slope = run(jobs, MANY).saturating_sub(run(jobs, FEW));
            *best = best.min(slope.as_secs_f64() / ((MANY - FEW) * 4) as f64);
        }
    }
    let [one, two] = best;
    println!(
        "{cores} cores: one job {:.0} requests/s, two jobs {:.0} requests/s: {:.2} times as many (promised: more)",
        1.0 / one,
        1.0 / two,
        one / two
    );
}

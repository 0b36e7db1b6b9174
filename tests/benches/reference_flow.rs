//! The engine against a bare loop: how much of the speed of one ureq Agent is left on the reference flow.
//!
//! `cargo bench --bench reference_flow`. Client and server are pinned to one core (with `taskset`, where there is one):
//! elsewhere the cost of waking another core hides everything. Engine: the release binary, one job, all expectations,
//! secrets and JUnit on; its cost is the slope between 1,000 and 5,000 instances of one file, so that starting does not
//! count. Bare loop: the same four requests with the same bodies, responses read whole, nothing judged. Both talk to the
//! same server in the same run, and take turns; the best round of each counts.

mod shared;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use shared::{TOKEN, pinned_elsewhere, scenario, serve};

const FEW: usize = 1_000;
const MANY: usize = 5_000;
const ROUNDS: usize = 5;

fn main() {
    if pinned_elsewhere() {
        return;
    }
    let port = serve();
    let base = format!("http://127.0.0.1:{port}/api/v1");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("flow.yaml");
    std::fs::write(&file, scenario()).expect("the scenario is written");
    let engine = |instances: usize| {
        let started = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_runthrough"))
            .current_dir(folder.path())
            .args(["run", "flow.yaml", "--jobs", "1", "--quiet", "--report", "junit=out.xml"])
            .args(["--repeat", &instances.to_string(), "-i", &format!("base_url={base}")])
            .args(["-i", "name=mary.griffin@circularo.com", "-i", "password=#32Password1!"])
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(status.success(), "the flow fails against the bench's server");
        started.elapsed()
    };
    let (mut slope, mut bare) = (f64::MAX, f64::MAX);
    for round in 1..=ROUNDS {
        let (few, many) = (engine(FEW), engine(MANY));
        let requests = ((MANY - FEW) * 4) as f64;
        let engine_cost = (many.saturating_sub(few)).as_secs_f64() / requests;
        let bare_cost = bare_loop(&base, MANY - FEW).as_secs_f64() / requests;
        println!(
            "round {round}: engine {:.0} requests/s, bare ureq {:.0} requests/s, ratio {:.2}",
            1.0 / engine_cost,
            1.0 / bare_cost,
            bare_cost / engine_cost
        );
        slope = slope.min(engine_cost);
        bare = bare.min(bare_cost);
    }
    println!(
        "best: engine {:.0} requests/s, bare ureq {:.0} requests/s, ratio {:.2} (at least 0.60 is promised)",
        1.0 / slope,
        1.0 / bare,
        bare / slope
    );
}

/// The same requests over one Agent.
fn bare_loop(base: &str, flows: usize) -> Duration {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
    let agent = ureq::Agent::new_with_config(config);
    let send = |method: &str, url: String, body: Option<&str>| {
        let request = ureq::http::Request::builder().method(method).uri(url);
        let mut response = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json").body(body.as_bytes());
                agent.run(request.expect("a request")).expect("an answer")
            }
            None => agent.run(request.body(()).expect("a request")).expect("an answer"),
        };
        let bytes = response.body_mut().read_to_vec().expect("a whole body");
        assert!(!bytes.is_empty());
    };
    let login =
        "{\"name\":\"mary.griffin@circularo.com\",\"password\":\"#32Password1!\",\"returnToken\":true}";
    let started = Instant::now();
    for _ in 0..flows {
        send("POST", format!("{base}/login"), Some(login));
        send("POST", format!("{base}/login/recovery?token={TOKEN}"), Some("{\"recoveryCode\":\"729435\"}"));
        send("POST", format!("{base}/search?token={TOKEN}"), Some("{\"from\":0,\"size\":10}"));
        send("GET", format!("{base}/logout?token={TOKEN}"), None);
    }
    started.elapsed()
}

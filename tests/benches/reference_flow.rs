//! The engine against bare loops: how much of the speed of one ureq Agent is left on the reference flow.
//!
//! `cargo bench --bench reference_flow`. Client and server are pinned to one core (with `taskset`, where there is one):
//! elsewhere the cost of waking another core hides everything. Engine: the release binary, one job, all expectations,
//! secrets and JUnit on; its cost is the slope between 1,000 and 5,000 instances of one file, so that starting does not
//! count. Bare loops: the same four requests with the same bodies, over a ureq Agent and over a socket, answers read
//! whole, nothing judged. All talk to the same server in the same run, and take turns; the best round of each counts.

mod shared;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use shared::flow::{over_a_socket, over_ureq};
use shared::{pinned_elsewhere, scenario, serve};

const FEW: usize = 1_000;
const MANY: usize = 5_000;
const ROUNDS: usize = 5;

/// What is aimed at, and what must be reached at least, as parts of the speed of the ureq loop.
const AIM: (f64, f64) = (0.75, 0.7);

/// Seconds a request.
#[derive(Clone, Copy)]
struct Costs {
    engine: f64,
    ureq: f64,
    socket: f64,
}

fn main() {
    if pinned_elsewhere() {
        return;
    }
    let port = serve();
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("flow.yaml"), scenario()).expect("the scenario is written");
    let engine = |instances: usize| {
        let started = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_runthrough"))
            .current_dir(folder.path())
            .args(["run", "flow.yaml", "--jobs", "1", "--quiet", "--report", "junit=out.xml"])
            .args(["--repeat", &instances.to_string()])
            .args(["-i", &format!("base_url=http://127.0.0.1:{port}/api/v1")])
            .args(["-i", "name=mary.griffin@circularo.com", "-i", "password=#32Password1!"])
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(status.success(), "the flow fails against the bench's server");
        started.elapsed()
    };
    let cost = |time: Duration| time.as_secs_f64() / ((MANY - FEW) * 4) as f64;
    let mut best = Costs { engine: f64::MAX, ureq: f64::MAX, socket: f64::MAX };
    for round in 1..=ROUNDS {
        let (few, many) = (engine(FEW), engine(MANY));
        let costs = Costs {
            engine: cost(many.saturating_sub(few)),
            ureq: cost(over_ureq(port, MANY - FEW)),
            socket: cost(over_a_socket(port, MANY - FEW)),
        };
        tell(&format!("round {round}"), costs);
        best = Costs {
            engine: best.engine.min(costs.engine),
            ureq: best.ureq.min(costs.ureq),
            socket: best.socket.min(costs.socket),
        };
    }
    tell("best", best);
    let ratio = best.ureq / best.engine;
    let word = match ratio {
        ratio if ratio >= AIM.0 => "reached",
        ratio if ratio >= AIM.1 => "enough",
        _ => "NOT reached",
    };
    println!("ratio to ureq {ratio:.2}: {:.2} is aimed at, {:.2} the least: {word}", AIM.0, AIM.1);
}

fn tell(what: &str, costs: Costs) {
    println!(
        "{what}: engine {:.0} requests/s, bare ureq {:.0}, bare socket {:.0}; engine to ureq {:.2}, to the socket {:.2}",
        1.0 / costs.engine,
        1.0 / costs.ureq,
        1.0 / costs.socket,
        costs.ureq / costs.engine,
        costs.socket / costs.engine
    );
}

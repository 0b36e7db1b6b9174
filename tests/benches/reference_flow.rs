//! The engine against a bare loop: how much of the speed of one ureq Agent is left on the reference flow.
//!
//! `cargo bench --bench reference_flow`. Client and server are pinned to one core (with `taskset`, where there is one):
//! elsewhere the cost of waking another core hides everything. Engine: the release binary, one job, all expectations,
//! secrets and JUnit on; its cost is the slope between 1,000 and 5,000 instances of one file, so that starting does not
//! count. Bare loop: the same four requests with the same bodies, responses read whole, nothing judged. Both talk to the
//! same server in the same run, and take turns; the best round of each counts.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FEW: usize = 1_000;
const MANY: usize = 5_000;
const ROUNDS: usize = 5;
const TOKEN: &str = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";

fn main() {
    if pinned_elsewhere() {
        return;
    }
    let port = serve();
    let base = format!("http://127.0.0.1:{port}/api/v1");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = include_str!("../../scenarios/login-with-recovery-code.yaml")
        // A one-time file is synced to disk for each instance, which measures the disk.
        .replace("{ one_time: recovery-codes.txt }", "{ default: \"729435\", secret: true }");
    let file = folder.path().join("flow.yaml");
    std::fs::write(&file, scenario).expect("the scenario is written");
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

/// Runs this bench again on one core, if that can be done and was not.
fn pinned_elsewhere() -> bool {
    if std::env::var_os("RUNTHROUGH_BENCH_PINNED").is_some() {
        return false;
    }
    let Ok(this) = std::env::current_exe() else { return false };
    let again = Command::new("taskset")
        .args(["-c", "0"])
        .arg(this)
        .args(std::env::args_os().skip(1))
        .env("RUNTHROUGH_BENCH_PINNED", "1")
        .status();
    match again {
        Ok(status) => status.success(),
        Err(_) => {
            println!("no taskset here: client and server are not pinned to one core");
            false
        }
    }
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

/// A server that answers as documented, as fast as it can.
fn serve() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let answers = Answers::new();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = answers.clone();
            std::thread::spawn(move || answer(stream, &answers));
        }
    });
    port
}

#[derive(Clone)]
struct Answers {
    login: Vec<u8>,
    recovery: Vec<u8>,
    search: Vec<u8>,
    logout: Vec<u8>,
}

impl Answers {
    fn new() -> Self {
        let response = |body: String| {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
            format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes()
        };
        let documents: Vec<String> = (0..10)
            .map(|number| {
                format!(
                    "{{\"documentId\":\"01f9af91-6678-4cb0-a53b-d9ecf843e1{number:02}\",\"title\":\"Document {number}\",\"state\":\"signed\"}}"
                )
            })
            .collect();
        Answers {
            login: response(format!(
                "{{\"logged\":true,\"isUnlocked\":false,\"token\":\"{TOKEN}\",\"tenant\":\"default\",\"user\":{{\"name\":\"Mary Griffin\"}}}}"
            )),
            recovery: response("{\"remainingRecoveryCodes\":3}".to_owned()),
            search: response(format!(
                "{{\"from\":0,\"total\":224,\"results\":[{}],\"users\":{{}}}}",
                documents.join(",")
            )),
            logout: response("{}".to_owned()),
        }
    }
}

fn answer(stream: TcpStream, answers: &Answers) {
    stream.set_nodelay(true).expect("no delay");
    let mut writer = stream.try_clone().expect("a second handle");
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let mut body = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let path = line.split(' ').nth(1).unwrap_or("").to_owned();
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let answer = match path.split('?').next().unwrap_or("") {
            "/api/v1/login" => &answers.login,
            "/api/v1/login/recovery" => &answers.recovery,
            "/api/v1/search" => &answers.search,
            _ => &answers.logout,
        };
        if writer.write_all(answer).is_err() {
            return;
        }
    }
}

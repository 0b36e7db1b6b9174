//! Many instances at once.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, Builder};
use std::time::Duration;

use super::figure::{megabytes, print, wanted};
use super::shared::{measured, serve};

const JOBS: usize = 1_000;

/// Of a thread of the server.
const STACK: usize = 64 * 1024;

/// A thousand instances that do nothing but wait for the server.
pub fn waiting() {
    if !wanted("at once") {
        return;
    }
    runthrough::testing::run::allow_open_files(JOBS * 2 + 100);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = format!(
        "scenario: Wait\nsteps:\n  - {{ name: Wait, request: GET {}/wait, expect: {{ json: {{ $.a: true }} }} }}\n",
        slow()
    );
    fs::write(folder.path().join("wait.yaml"), text).expect("the scenario is written");
    let jobs = JOBS.to_string();
    let run = measured(folder.path(), &["run", "wait.yaml", "-q", "-j", &jobs, "--repeat", &jobs], 3);
    assert_eq!(run.code, Some(0));
    let name = format!("at once: {JOBS} instances that wait 1 s, with {JOBS} jobs");
    print(&name, format!("{:.2} s", run.time.as_secs_f64()), "under 3 s");
    print(&format!("{name}, memory"), megabytes(run.peak), "under 200 MB");
}

/// Instances of which only one may run at once.
pub fn locked() {
    if !wanted("at once") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = format!(
        "scenario: Locked\nlocks: [account]\nsteps:\n  - {{ name: Ask, request: GET http://127.0.0.1:{}/api/v1/logout }}\n",
        serve()
    );
    fs::write(folder.path().join("locked.yaml"), text).expect("the scenario is written");
    let cost = |instances: usize, jobs: &str| {
        let repeat = instances.to_string();
        let run = measured(folder.path(), &["run", "locked.yaml", "-q", "-j", jobs, "--repeat", &repeat], 1);
        assert_eq!(run.code, Some(0));
        let cost = run.time.as_secs_f64() / instances as f64 * 1e6;
        let name = format!("at once: {instances} instances with one lock, {jobs} jobs, each");
        print(&name, format!("{cost:.1} µs"), "");
        cost
    };
    let (few, many) = (cost(10_000, "100"), cost(100_000, "100"));
    print(
        "at once: with a lock, many against few",
        format!("{:.2}", many / few),
        "1, as far as it can be told",
    );
}

/// A server that thinks for a second.
fn slow() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let thread = Builder::new().stack_size(STACK).spawn(move || answer(stream));
            thread.expect("a thread for each connection");
        }
    });
    format!("http://{address}")
}

fn answer(stream: TcpStream) {
    let mut writer = stream.try_clone().expect("a second handle");
    let mut lines = BufReader::with_capacity(4096, stream).lines();
    loop {
        // No request has a body.
        while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
        thread::sleep(Duration::from_secs(1));
        let body = "{\"a\": true}";
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
        let answer = format!("{head} {}\r\n\r\n{body}", body.len());
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

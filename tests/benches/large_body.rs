//! A JSON response of 50 MB: time and memory of a run that judges it.
//!
//! `cargo bench --bench large_body`. The body is like that of a search, with a quarter of a million documents. It is parsed
//! once, and paths give references into it; under 7 times its size is promised.

mod shared;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use shared::measured;

const SIZE: usize = 50_000_000;

/// What is promised, in sizes of the body.
const MOST: f64 = 7.0;

/// How often each scenario runs; the fastest run counts.
const RUNS: usize = 3;

/// Names and what is expected of the body.
const SCENARIOS: [(&str, &str); 4] = [
    ("status only", "{ status: 200 }"),
    (
        "lists, each, length, that",
        "{ json: { $.results: { type: array, empty: false }, '$.results[*].pages': { each: { type: integer, gte: 1 } }, '$.results[*].documentId': { unique: true, each: { format: uuid } }, '$.results[-1].state': { type: string } }, that: [response.json.total == response.json.results | length] }",
    ),
    (
        "all of that fails",
        "{ json: { $.results: [], '$.results[*]': { length: 3 }, '$.results[*].state': { each: signed }, '$..owner': { equals: [] }, $.total: 3 } }",
    ),
    ("no JSON is expected", "{ body: { contains: nowhere } }"),
];

fn main() {
    let body: Arc<[u8]> = body().into();
    println!("a body of {:.1} MB", body.len() as f64 / 1e6);
    let url = serve(body.clone());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, expect) in SCENARIOS {
        let text = format!(
            "scenario: Large\nsteps:\n  - name: Search\n    request: GET {url}\n    options: {{ max_body: 64MiB }}\n    expect: {expect}\n    capture: {{ first: {{ header: content-type }} }}\n    say: ${{first}}\n"
        );
        fs::write(folder.path().join("large.yaml"), text).expect("the scenario is written");
        let run =
            measured(folder.path(), &["run", "large.yaml", "--quiet", "--report", "junit=out.xml"], RUNS);
        assert!(matches!(run.code, Some(0 | 1)), "{name} errs");
        let ratio = run.peak.map_or(f64::NAN, |peak| peak as f64 / body.len() as f64);
        println!("  {}  {ratio:.1} of {MOST:.0} sizes  {name}", run.shown());
    }
}

/// Documents as the emulated API shows them.
fn body() -> Vec<u8> {
    let (mut documents, mut count) = (String::new(), 0);
    while documents.len() < SIZE {
        let state = ["signed", "draft", "waiting"][count % 3];
        let (day, minute, pages) = (count % 28 + 1, count % 60, count % 40 + 1);
        let _ = write!(
            documents,
            "{}{{\"documentId\":\"01f9af91-6678-4cb0-a53b-{count:012x}\",\"title\":\"Contract {count} with John Carter\",\"state\":\"{state}\",\"created\":\"2026-03-{day:02}T10:{minute:02}:00Z\",\"pages\":{pages},\"owner\":\"9b2af91c-6678-4cb0-a53b-00000000000{}\"}}",
            if count == 0 { "" } else { "," },
            count % 5
        );
        count += 1;
    }
    format!("{{\"from\":0,\"total\":{count},\"results\":[{documents}],\"users\":{{}}}}").into_bytes()
}

/// Answers every request with the body.
fn serve(body: Arc<[u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let mut lines = BufReader::new(&stream).lines();
            while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
            // Who goes away early has seen enough.
            let _ = (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(&body));
        }
    });
    url
}

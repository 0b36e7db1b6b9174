//! A JSON response of 50 MB: time and memory of a run that judges it.
//!
//! `cargo bench --bench large_body`. The body is like that of a search, with a quarter of a million documents. It is parsed
//! once, and paths give references into it; under 7 times its size is promised. Its text takes 1.0 of that, its tree 3.0.
//! What the process takes with a body of three documents, mostly pages of the binary, is told apart.

mod shared;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use shared::{Measured, measured};

const SIZE: usize = 50_000_000;

/// Of a body beside which only the process counts.
const SMALL: usize = 500;

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
    let body = body(SIZE);
    let size = body.len() as f64;
    println!("a body of {:.1} MB", size / 1e6);
    let (large, small) = (serve(body.into()), serve(self::body(SMALL).into()));
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, expect) in SCENARIOS {
        let run = |url: &str| {
            let text = format!(
                "scenario: Large\nsteps:\n  - name: Search\n    request: GET {url}\n    options: {{ max_body: 64MiB }}\n    expect: {expect}\n    capture: {{ first: {{ header: content-type }} }}\n    say: ${{first}}\n"
            );
            fs::write(folder.path().join("large.yaml"), text).expect("the scenario is written");
            let arguments = ["run", "large.yaml", "--quiet", "--report", "junit=out.xml"];
            let run = measured(folder.path(), &arguments, RUNS);
            assert!(matches!(run.code, Some(0 | 1)), "{name} errs");
            run
        };
        let (with, without) = (run(&large), run(&small));
        let peak = |run: Measured| run.peak.map_or(f64::NAN, |peak| peak as f64);
        let (all, process) = (peak(with), peak(without));
        println!(
            "  {}  {:.2} of {MOST:.0} sizes, {:.2} without the {:.0} MB of the process  {name}",
            with.shown(),
            all / size,
            (all - process) / size,
            process / 1e6
        );
    }
}

/// So many bytes of documents as the emulated API shows them.
fn body(size: usize) -> Vec<u8> {
    let (mut documents, mut count) = (String::new(), 0);
    while documents.len() < size {
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

//! Bombs and large answers: what is read, and how much memory it takes.

use std::fs;
use std::io::Write;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use crate::support::hostile::child::{Ended, Run};
use crate::support::hostile::{Hostile, manners};
use crate::support::listener::lock;

const MIB: u64 = 1024 * 1024;

/// What a run takes without any answer, generously: a debug build with its tables and threads.
const BASE: u64 = 96 * MIB;

/// Asks for a path; the run must stay below so many bytes, where the system tells.
fn within(bytes: u64, path: &str, options: &str, expect: &str) -> Ended {
    let (sender, looked) = channel();
    let looked = Mutex::new(looked);
    let server = Hostile::start(move |head, stream| match head.path.as_str() {
        "/look" => {
            let _ = lock(&looked).recv();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").map(|()| false)
        }
        _ => manners::play(head, stream, ""),
    });
    let folder = tempfile::tempdir().expect("a folder");
    // The cleanup is asked for when the answer has been judged: the peak is seen before the process ends.
    let text = format!(
        "scenario: A\nsteps:\n  - {{ name: Ask, request: GET {url}{path}, options: {options}, expect: {expect} }}\ncleanup:\n  - {{ name: Look, request: GET {url}/look }}\n",
        url = server.url
    );
    fs::write(folder.path().join("a.yaml"), text).expect("a scenario");
    let mut run = Run::start(folder.path(), &["a.yaml", "-j", "1"]);
    server.seen.wait("GET /look", 1);
    let peak = run.look();
    sender.send(()).expect("the server listens");
    let ended = run.end();
    println!("{path}: {} MiB", peak / MIB);
    assert!(peak < bytes, "{path} takes {} MiB, more than {} MiB", peak / MIB, bytes / MIB);
    ended
}

#[track_caller]
fn is_limit(ended: &Ended, words: &[&str]) {
    for word in words.iter().chain(&["    limit: the body "]) {
        assert!(ended.said.contains(word), "no {word:?} in {}", ended.said);
    }
}

const NAMED: [&str; 2] = ["larger than 64.0 MiB (max_body)", "increase options.max_body"];

#[test]
fn a_gzip_bomb_is_not_unpacked() {
    is_limit(&within(BASE + 3 * 64 * MIB, "/gzip-bomb", "{ timeout: 20s }", "{ status: 200 }"), &NAMED);
}

#[test]
fn a_brotli_bomb_is_not_unpacked() {
    is_limit(&within(BASE + 3 * 64 * MIB, "/brotli-bomb", "{ timeout: 20s }", "{ status: 200 }"), &NAMED);
}

#[test]
fn an_endless_body_is_read_to_the_limit() {
    is_limit(&within(BASE + 3 * 64 * MIB, "/endless-body", "{ timeout: 20s }", "{ status: 200 }"), &NAMED);
}

#[test]
fn json_of_a_hundred_megabytes_is_more_than_is_read() {
    let ended = within(BASE + 3 * 64 * MIB, "/large-json", "{ timeout: 20s }", "{ json: { '$[0].id': 1 } }");
    is_limit(&ended, &NAMED);
}

#[test]
fn json_of_a_hundred_megabytes_is_read_where_that_is_wanted() {
    let ended =
        within(BASE + 700 * MIB, "/large-json", "{ max_body: 200MiB }", "{ json: { '$[99999].id': 1 } }");
    assert!(!ended.said.contains("Ask "), "{}", ended.said);
}

#[test]
fn a_text_of_fifty_megabytes_is_shown_in_part() {
    let ended = within(BASE + 450 * MIB, "/large-text", "{ max_body: 200MiB }", "{ json: { $.a: short } }");
    assert!(ended.said.contains("    expected $.a to equal \"short\", got \""), "{:.3000}", ended.said);
    assert!(
        ended.said.len() < 20_000 && ended.report.len() < 200_000,
        "{} {}",
        ended.said.len(),
        ended.report.len()
    );
}

#[test]
fn sixteen_megabytes_of_ones_are_more_values_than_are_read() {
    let ended = within(BASE + 128 * MIB, "/ones", "{ timeout: 20s }", "{ json: { '$[0]': 1 } }");
    is_limit(&ended, &["has more than 2000000 JSON values", "max_json_values"]);
}

//! Runs that are broken off, by a signal or by `--timeout`, wherever they hang: no session is left open on the server, the
//! process ends, and the reports say what was not reached.

use std::fs;
use std::path::Path;

use crate::support::hostile::child::{Ended, Run};
use crate::support::hostile::sessions::Sessions;

/// Nothing but an interruption ends what hangs in these tests: limits are far beyond the guard of the tests.
pub const PATIENT: &str = "options: { timeout: 1h, connect_timeout: 1h }";

/// A scenario that logs in, then does `step`, and logs out.
pub fn scenario(folder: &Path, name: &str, url: &str, step: &str, cleanup: &str) {
    let text = format!(
        "scenario: {name}
steps:
  - name: Log in
    request: POST {url}/login?{name}
    expect: {{ status: 200 }}
    capture: {{ token: $.token }}
  - name: Hang
{step}
cleanup:
  - name: Log out
    when: token is defined
    request: GET {url}/logout?token=${{token}}
    expect: {{ status: 200 }}
{cleanup}"
    );
    fs::write(folder.join(format!("{name}.yaml")), text).expect("a scenario");
}

/// Every place where a scenario can hang.
fn places(folder: &Path, sessions: &Sessions) -> Vec<&'static str> {
    let url = &sessions.server.url;
    let asks = |path: &str| {
        format!("    request: GET {url}{path}?hang\n    {PATIENT}\n    expect: {{ status: 200 }}")
    };
    fs::write(folder.join("large.bin"), vec![b'x'; 32 * 1024 * 1024]).expect("a file");
    let sends = format!(
        "    request: POST {url}/silence-unread?hang\n    file: large.bin\n    {PATIENT}\n    expect: {{ status: 200 }}"
    );
    let all = [
        ("first-byte", asks("/silence")),
        ("headers", asks("/drip-headers")),
        ("body", asks("/drip-body")),
        ("sending", sends),
        (
            "retry",
            format!(
                "    request: GET {url}/busy?hang\n    retry: {{ attempts: 9, every: 1h, max_wait: 2h, on: [5xx] }}\n    expect: {{ status: 200 }}"
            ),
        ),
        (
            "until",
            format!(
                "    request: GET {url}/busy?hang\n    retry: {{ attempts: 9, every: 1h, max_wait: 2h, until: response.status == 200 }}\n    expect: {{ status: 200 }}"
            ),
        ),
        ("wait", "    wait: 1h\n    check: [\"1 == 1\"]".to_owned()),
    ];
    for (name, step) in &all {
        scenario(folder, name, url, step, "");
    }
    all.iter().map(|(name, _)| *name).collect()
}

/// All places but the last tell the server that they are reached; that one waits after its login.
fn wait_until_all_hang(sessions: &Sessions, names: &[&str]) {
    sessions.server.seen.wait("POST /login?", names.len());
    sessions.server.seen.wait("?hang", names.len() - 1);
}

#[track_caller]
fn all_closed(sessions: &Sessions, ended: &Ended, made: usize) {
    assert_eq!((sessions.open(), sessions.made()), (0, made), "{}", ended.said);
}

/// The report is whole, marked as interrupted, and has every scenario.
#[track_caller]
fn reported(ended: &Ended, names: &[&str]) {
    let report = &ended.report;
    assert!(report.ends_with("</testsuites>\n"), "{report}");
    assert!(report.contains("name=\"whole run\""), "{report}");
    for name in names {
        let suite = |line: &&str| line.contains("<testsuite ") && line.contains(&format!("name=\"{name}\""));
        assert_eq!(report.lines().filter(suite).count(), 1, "{name}: {report}");
    }
    assert!(ended.said.contains("interrupted: scenarios that were not started"), "{}", ended.said);
}

fn broken_off_by(signal: &str, code: i32) {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    let names = places(folder.path(), &sessions);
    let run = Run::start(folder.path(), &[".", "-j", "16", "--grace", "1h"]);
    wait_until_all_hang(&sessions, &names);
    run.signal(signal);
    let ended = run.end();
    assert_eq!(ended.code, Some(code), "{}", ended.said);
    all_closed(&sessions, &ended, names.len());
    reported(&ended, &names);
    for phase in [
        "while waiting for the first byte of the response: the run was interrupted",
        "while reading the response headers: the run was interrupted",
        "while reading the response body: the run was interrupted",
        "while sending the request: the run was interrupted",
        "the run was interrupted while waiting for `until`",
        "the run was interrupted during `wait`",
    ] {
        assert!(ended.said.contains(phase), "{phase}: {}", ended.said);
    }
}

#[test]
fn sigint_wherever_it_hangs() {
    broken_off_by("INT", 130);
}

#[test]
fn sigterm_wherever_it_hangs() {
    broken_off_by("TERM", 143);
}

#[test]
fn the_time_of_the_run_is_up_wherever_it_hangs() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    let names = places(folder.path(), &sessions);
    let ended = Run::start(folder.path(), &[".", "-j", "16", "--grace", "1h", "--timeout", "1s"]).end();
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    assert_eq!(sessions.open(), 0, "{}", ended.said);
    reported(&ended, &names);
    assert!(ended.said.contains("the run timed out (--timeout)"), "{}", ended.said);
}

#[test]
fn what_does_not_even_connect_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    let url = &sessions.server.url;
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let tls = format!("https://{}", silent.local_addr().expect("an address"));
    let asks = |url: &str| format!("    request: GET {url}/\n    {PATIENT}\n    expect: {{ status: 200 }}");
    let by = |proxy: &str| {
        asks("https://127.0.0.1:1").replace(" }\n", &format!(", proxy: {} }}\n", tls.replace("https", proxy)))
    };
    let all =
        [("tls", asks(&tls)), ("proxy", by("http")), ("tls-proxy", by("https")), ("socks", by("socks5"))];
    let mut names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    for (name, step) in &all {
        scenario(folder.path(), name, url, step, "");
    }
    #[cfg(target_os = "linux")]
    let full = crate::support::hostile::FullQueue::new();
    #[cfg(target_os = "linux")]
    {
        names.push("connect");
        scenario(folder.path(), "connect", url, &asks(&format!("http://{}", full.address)), "");
    }
    let run = Run::start(folder.path(), &[".", "-j", "8", "--grace", "1h"]);
    sessions.server.seen.wait("POST /login?", names.len());
    // They are connected, and wait for what the server or proxy has to say.
    let _kept = [(); 4].map(|()| silent.accept().expect("a client"));
    #[cfg(target_os = "linux")]
    full.wait();
    run.signal("INT");
    let ended = run.end();
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    all_closed(&sessions, &ended, names.len());
    reported(&ended, &names);
    for phase in ["performing the TLS handshake", "connecting"] {
        let words = format!("interrupted: the request was aborted while {phase}: the run was interrupted");
        assert!(ended.said.contains(&words), "{words}: {}", ended.said);
    }
    let given_up = ended.said.matches("interrupted: the request was aborted while").count();
    assert_eq!(given_up, names.len(), "{}", ended.said);
}

#[test]
fn nothing_new_begins_and_a_fragment_that_ran_once_is_cleaned_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    let url = &sessions.server.url;
    let login = format!(
        "fragment: Log in once
once: true
steps:
  - name: Log in
    request: POST {url}/login?once
    expect: {{ status: 200 }}
    capture: {{ token: $.token }}
outputs: {{ token: token }}
cleanup:
  - {{ name: Log out, when: token is defined, request: \"GET {url}/logout?token=${{token}}\", expect: {{ status: 200 }} }}
"
    );
    fs::write(folder.path().join("login.yaml"), login).expect("a fragment");
    for name in ["a", "b", "c"] {
        let text = format!(
            "scenario: {name}
locks: [account]
steps:
  - {{ name: Session, use: login.yaml, outputs: [token] }}
  - {{ name: Hang, request: \"GET {url}/silence?hang=${{token}}\", {PATIENT}, expect: {{ status: 200 }} }}
"
        );
        fs::write(folder.path().join(format!("{name}.yaml")), text).expect("a scenario");
    }
    let run = Run::start(folder.path(), &[".", "-j", "4", "--grace", "1h"]);
    sessions.server.seen.wait("?hang", 1);
    run.signal("INT");
    let ended = run.end();
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    all_closed(&sessions, &ended, 1);
    assert_eq!(sessions.server.seen.count("?hang"), 1, "the others wait for the lock");
    assert!(
        ended.said.contains("1 errored, 2 skipped") || ended.said.contains("2 skipped"),
        "{}",
        ended.said
    );
    reported(&ended, &["a", "b", "c", "Log in once"]);
}

/// A cleanup with a step that hangs ahead of the logout.
fn hanging_cleanup(folder: &Path, sessions: &Sessions, first: &str) {
    let url = &sessions.server.url;
    let text = format!(
        "scenario: A
cleanup_timeout: 1h
steps:
  - {{ name: Log in, request: POST {url}/login, expect: {{ status: 200 }}, capture: {{ token: $.token }} }}
{first}
cleanup:
  - {{ name: Slow, request: GET {url}/silence?cleanup, {PATIENT} }}
  - {{ name: Slow again, request: GET {url}/drip-body?cleanup, {PATIENT} }}
  - {{ name: Log out, request: \"GET {url}/logout?token=${{token}}\", expect: {{ status: 200 }} }}
"
    );
    fs::write(folder.join("a.yaml"), text).expect("a scenario");
}

#[test]
fn each_request_of_a_cleanup_has_two_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    // The first request of the cleanup is under way when the signal comes, the second one begins afterwards.
    hanging_cleanup(folder.path(), &sessions, "");
    let run = Run::start(folder.path(), &["a.yaml", "--grace", "1h"]);
    sessions.server.seen.wait("/silence?cleanup", 1);
    run.signal("INT");
    let ended = run.end();
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    all_closed(&sessions, &ended, 1);
    let words =
        ["after an interruption, each cleanup request has 2.0s", "within 2.0s: timed out while reading"];
    words.iter().for_each(|word| assert!(ended.said.contains(word), "{word}: {}", ended.said));
}

#[test]
fn a_wait_of_a_cleanup_is_cut_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    let url = &sessions.server.url;
    let text = format!(
        "scenario: A
cleanup_timeout: 2h
steps:
  - {{ name: Log in, request: POST {url}/login, expect: {{ status: 200 }}, capture: {{ token: $.token }} }}
cleanup:
  - {{ name: First, request: GET {url}/busy, expect: {{ status: 200 }}, retry: {{ attempts: 2, every: 1h, max_wait: 1h, on: [5xx] }} }}
  - {{ name: Log out, wait: 1h, request: \"GET {url}/logout?token=${{token}}\", expect: {{ status: 200 }} }}
"
    );
    fs::write(folder.path().join("a.yaml"), text).expect("a scenario");
    let run = Run::start(folder.path(), &["a.yaml", "--grace", "1h"]);
    sessions.server.seen.wait("GET /busy", 1);
    run.signal("TERM");
    let ended = run.end();
    assert_eq!(ended.code, Some(143), "{}", ended.said);
    all_closed(&sessions, &ended, 1);
}

#[test]
fn a_cleanup_that_is_not_reached_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    hanging_cleanup(folder.path(), &sessions, "");
    let run = Run::start(folder.path(), &["a.yaml", "--grace", "100ms"]);
    sessions.server.seen.wait("/silence?cleanup", 1);
    run.signal("INT");
    let ended = run.end();
    assert_eq!(ended.code, Some(130), "{}", ended.said);
    assert_eq!(sessions.open(), 1, "its logout comes too late");
    reported(&ended, &["A"]);
    assert!(ended.report.contains("type=\"cleanup-not-reached\""), "{}", ended.report);
    assert!(ended.said.contains("ERROR A") && ended.said.contains("cleanup-not-reached: "), "{}", ended.said);
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    hanging_cleanup(folder.path(), &sessions, "");
    let run = Run::start(folder.path(), &["a.yaml", "--grace", "1h"]);
    sessions.server.seen.wait("/silence?cleanup", 1);
    run.signal("INT");
    run.wait_until_it_says("interrupted: cleaning up");
    run.signal("TERM");
    let ended = run.end();
    assert_eq!((ended.code, ended.report.as_str()), (Some(143), ""), "{}", ended.said);
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 2, "only scenario and output are left: {left:?}");
}

/// However many logins are on their way: their answers are waited for, and their sessions closed.
#[test]
fn no_session_is_left_open_at_any_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..400).map(|row| format!("  - {{ case: r{row} }}\n")).collect();
    for moment in 0..MOMENTS {
        let sessions = Sessions::start();
        let step = format!("    request: GET {}/ok\n    expect: {{ status: 200 }}", sessions.server.url);
        scenario(folder.path(), "many", &sessions.server.url, &step, "");
        let path = folder.path().join("many.yaml");
        let text = fs::read_to_string(&path).expect("the scenario");
        fs::write(&path, text.replace("steps:", &format!("cases:\n{rows}steps:"))).expect("the scenario");
        // The run does not come to its end before the signal.
        let hangs = format!(
            "    request: GET {}/silence\n    {PATIENT}\n    expect: {{ status: 200 }}",
            sessions.server.url
        );
        scenario(folder.path(), "z", &sessions.server.url, &hangs, "");
        let run = Run::start(folder.path(), &["many.yaml", "z.yaml", "-j", "8", "--grace", "1h"]);
        sessions.server.seen.wait(["POST /login", "GET /ok", "GET /logout"][moment % 3], 1 + 7 * moment);
        run.signal(["INT", "TERM"][moment % 2]);
        let ended = run.end();
        assert_eq!(ended.code, Some([130, 143][moment % 2]), "{}", ended.said);
        assert_eq!(sessions.open(), 0, "of {} at moment {moment}: {}", sessions.made(), ended.said);
    }
}

/// Moments at which a run with many logins is broken off.
const MOMENTS: usize = 20;

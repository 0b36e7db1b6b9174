//! Runs that are broken off while their output goes nowhere, or while their reports are written.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;

use super::interruption::{PATIENT, scenario};
use crate::support::binary;
use crate::support::hostile::GUARD;
use crate::support::hostile::child::Run;
use crate::support::hostile::sessions::Sessions;

/// Scenarios whose lines are more than a pipe holds, and one that logs in and hangs. They are so few that the last one
/// begins though nobody reads of the first one.
fn wordy(folder: &Path, sessions: &Sessions) {
    let words = "a row with a rather long name ".repeat(30);
    let text = "scenario: Words\ncases:\n".to_owned()
        + &(0..100).map(|row| format!("  - {{ case: {words}{row} }}\n")).collect::<String>()
        + "steps: [{ name: Check, check: [\"1 == 1\"] }]\n";
    fs::write(folder.join("a.yaml"), text).expect("a scenario");
    let url = &sessions.server.url;
    let hangs = format!("    request: GET {url}/silence?hang\n    {PATIENT}\n    expect: {{ status: 200 }}");
    scenario(folder, "z", url, &hangs, "");
}

/// A run that cannot get rid of its output; with a signal, or else with a time of its own.
fn unread(timeout: &str, signal: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    wordy(folder.path(), &sessions);
    let mut command = binary::command(folder.path());
    command.args(["run", "a.yaml", "z.yaml", "-j", "1", "--report", "junit=out.xml", "--grace", "1s"]);
    let run = Run::spawn(folder.path(), command.args(["--timeout", timeout]).stdout(Stdio::piped()));
    if signal {
        sessions.server.seen.wait("?hang", 1);
        run.signal("INT");
    }
    let ended = run.end();
    assert_eq!(ended.code, Some(130));
    assert_eq!(sessions.open(), 0, "the cleanup ran, though nobody could be told");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "no unfinished report is left");
}

#[test]
fn output_that_nobody_reads_does_not_keep_it() {
    unread("1h", true);
}

#[test]
fn output_that_nobody_reads_does_not_stop_the_clock() {
    unread("1s", false);
}

/// A signal while a report goes into a pipe, which then is read to its end, or not at all.
fn while_reports_are_written(read: bool, grace: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions = Sessions::start();
    wordy(folder.path(), &sessions);
    let mut command = binary::command(folder.path());
    command.args(["run", "a.yaml", "-j", "1", "--report", "junit=-", "--grace", grace]);
    let mut run = Run::spawn(folder.path(), command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    let (sender, interrupted) = channel();
    let stderr = BufReader::new(run.child().stderr.take().expect("a pipe"));
    // The results go here too, since the report takes stdout.
    thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok).filter(|line| line.starts_with("interrupted: ")) {
            let _ = sender.send(line);
        }
    });
    let mut stdout = run.child().stdout.take().expect("a pipe");
    let mut report = [0; 1].to_vec();
    stdout.read_exact(&mut report).expect("the report begins");
    run.signal("TERM");
    let line = interrupted.recv_timeout(GUARD).expect("the signal is seen");
    assert!(line.contains("a second signal ends the run immediately"), "{line}");
    if read {
        stdout.read_to_end(&mut report).expect("the report ends");
    }
    assert_eq!(run.end().code, Some(143));
    assert_eq!(String::from_utf8_lossy(&report).ends_with("</testsuites>\n"), read);
}

#[test]
fn a_report_is_written_to_its_end_after_a_signal() {
    while_reports_are_written(true, "1h");
}

#[test]
fn a_report_that_nobody_reads_does_not_keep_it() {
    while_reports_are_written(false, "100ms");
}

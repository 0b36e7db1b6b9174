//! Many scenario instances at once: as many as `--jobs` says, but never two with a common lock, and what runs once runs
//! once. What is counted here is what is open at the server at one moment, not time.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Barrier, Mutex};

use crate::support::binary::{code, command, runthrough, said};
use crate::support::http::{Answer, Request};
use crate::support::listener::{self, After, Listener, Service, lock};
use serde_json::json;

/// Each connection takes three files in the server of a test.
const AT_ONCE: usize = 200;

/// Answers nobody before everybody has asked.
struct Together(Barrier);

impl Service for Together {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        self.0.wait();
        Answer::json(200, &json!({})).write(&request.method, stream).map(|()| After::Keep)
    }
}

fn together(parties: usize) -> Listener {
    runthrough::testing::run::allow_open_files(AT_ONCE * 3 + 100);
    listener::bind().expect("a free port").serve(Arc::new(Together(Barrier::new(parties))))
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("the file is written");
}

fn ask(folder: &Path, server: &str) {
    let steps = "steps:\n  - { name: Ask, request: GET /, expect: { status: 200 } }\n";
    write(folder, "a.yaml", &format!("scenario: Ask\ndefaults: {{ base_url: \"{server}\" }}\n{steps}"));
}

/// Without an assertion before the listener is left to itself: its threads may wait for ever.
fn end(server: Listener, output: &Output) {
    if output.status.success() { drop(server) } else { std::mem::forget(server) }
}

/// The binary, behind a limit of open files.
#[cfg(unix)]
fn limited(folder: &Path, limit: &str, arguments: &str) -> Output {
    let binary = env!("CARGO_BIN_EXE_runthrough");
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{limit} && exec \"$0\" {arguments}"), binary]).current_dir(folder);
    shell.env_clear().env("NO_COLOR", "1").output().expect("a shell runs")
}

#[test]
fn as_many_as_jobs_says_are_on_their_way_at_once() {
    let server = together(AT_ONCE);
    let folder = tempfile::tempdir().unwrap();
    ask(folder.path(), &server.url());
    let many = AT_ONCE.to_string();
    let output = runthrough(folder.path(), &["run", "a.yaml", "-q", "-j", &many, "--repeat", &many]);
    end(server, &output);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn the_limit_of_open_files_is_raised_where_it_can_be() {
    let server = together(AT_ONCE);
    let folder = tempfile::tempdir().unwrap();
    ask(folder.path(), &server.url());
    let arguments = format!("run a.yaml -q -j {AT_ONCE} --repeat {AT_ONCE}");
    let output = limited(folder.path(), "ulimit -S -n 100", &arguments);
    end(server, &output);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn too_few_open_files_are_told_before_the_first_request() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever asked this server would wait for ever.
    let server = together(2);
    ask(folder.path(), &server.url());
    let output = limited(folder.path(), "ulimit -n 100", "run a.yaml -q -j 200 --repeat 300");
    let told = said(&output);
    assert_eq!(code(&output), Some(2), "{told}");
    for part in
        ["200 workers (--jobs)", "264 open files", "this process is 100", "`ulimit -n`", "`--jobs 36`"]
    {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}

/// Who is between `/enter` and `/leave`, and what came together that must not.
#[derive(Default)]
struct Doors {
    inside: Mutex<BTreeSet<String>>,
    wrong: Mutex<Vec<String>>,
    logins: Mutex<usize>,
}

impl Service for Doors {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        let rooms = request.query().into_iter().map(|(_, room)| room);
        for room in rooms {
            let fits = match request.path() {
                "/enter" => lock(&self.inside).insert(room.clone()),
                _ => lock(&self.inside).remove(&room),
            };
            if !fits {
                lock(&self.wrong).push(format!("{} {room}", request.path()));
            }
        }
        if request.path() == "/login" {
            *lock(&self.logins) += 1;
        }
        Answer::json(200, &json!({ "token": "abc" })).write(&request.method, stream).map(|()| After::Keep)
    }
}

#[test]
fn common_locks_keep_instances_apart_and_once_is_once_under_many_jobs() {
    let doors = Arc::new(Doors::default());
    let server = listener::bind().expect("a free port").serve(doors.clone());
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..90).map(|row| format!("{row},r{},s{}\n", row % 3, row % 7)).collect::<String>();
    write(folder.path(), "rows.csv", &format!("case,one,two\n{rows}"));
    write(
        folder.path(),
        "login.yaml",
        "fragment: Log in\nonce: true\ninputs: { server: {} }\nsteps:\n  \
         - { name: Log in, request: \"POST ${server}/login\", capture: { token: $.token } }\noutputs: { token: token }\n",
    );
    let step = |name: &str| {
        format!(
            "  - {{ name: {name}, request: POST /{name}, query: {{ a: \"${{one}}\", b: \"${{two}}\" }} }}\n"
        )
    };
    let text = format!(
        "scenario: Doors\ninputs: {{ server: {{}} }}\ndefaults: {{ base_url: \"${{server}}\" }}\ncases: {{ file: rows.csv }}\n\
         locks: [\"${{one}}\", \"${{two}}\"]\nsteps:\n  \
         - {{ name: Log in, use: login.yaml, with: {{ server: \"${{server}}\" }}, outputs: {{ token: token }} }}\n{}{}",
        step("enter"),
        step("leave")
    );
    write(folder.path(), "a.yaml", &text);
    let input = format!("server={}", server.url());
    let output = command(folder.path()).args(["run", "a.yaml", "-q", "-j", "40", "-i", &input]).output();
    let output = output.expect("the binary starts");
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert_eq!(*lock(&doors.wrong), Vec::<String>::new());
    assert_eq!(*lock(&doors.logins), 1);
}

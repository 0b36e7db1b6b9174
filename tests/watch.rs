//! `run --watch`: what a saved file affects is run again, and a signal ends it with all cleanups done.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use crate::support::binary;
use crate::support::rules::rules;
use crate::support::server::Server;

/// A watching run; every line that it says, on both streams, comes in order.
struct Watching {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Watching {
    fn start(folder: &Path, arguments: &[&str]) -> Watching {
        let mut command = binary::command(folder);
        command.arg("run").arg("--watch").args(arguments);
        // One pipe for both streams keeps their order.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        command.stdin(Stdio::null()).stdout(writer.try_clone().expect("a second end")).stderr(writer);
        let child = command.spawn().expect("it starts");
        // The ends that it holds would keep the pipe open.
        drop(command);
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        Watching { child, lines, said: Vec::new() }
    }

    /// Waits for a line with these words; gives all that was said since the last wait.
    fn until(&mut self, words: &str) -> String {
        let mut said = Vec::new();
        loop {
            let Ok(line) = self.lines.recv() else {
                panic!("it ended without {words:?}:\n{}\n{}", self.said.join("\n"), said.join("\n"))
            };
            let found = line.contains(words);
            said.push(line);
            if found {
                let text = said.join("\n");
                self.said.append(&mut said);
                return text;
            }
        }
    }

    fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &line]).status().expect("a shell").success());
    }

    fn end(mut self) -> Option<i32> {
        self.child.wait().expect("our own child").code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

const RULES: &str =
    "- on: GET /good\n  json: {}\n- on: GET /bad\n  status: 500\n- on: GET /part\n  json: {}\n";

fn scenario(server: &Server, name: &str, path: &str) -> String {
    format!(
        "scenario: {name}\nsteps:\n  - name: Ask\n    request: GET {}/{path}\n    expect: {{ status: 200 }}\n",
        server.url()
    )
}

#[test]
fn a_saved_file_runs_what_it_affects() {
    let server = Server::start(rules(RULES));
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    fs::create_dir_all(folder.path().join("scenarios/parts")).expect("a folder");
    write("runthrough.yaml", "jobs: 1\n");
    write("scenarios/a.yaml", &scenario(&server, "Alpha", "good"));
    write("scenarios/b.yaml", &scenario(&server, "Beta", "bad"));
    write("scenarios/rows.csv", "case\none\n");
    let uses = "steps:\n  - { name: Part, use: parts/part.yaml }\n";
    write("scenarios/c.yaml", &format!("scenario: Gamma\ncases: {{ file: rows.csv }}\n{uses}"));
    let part =
        format!("fragment: Part\n{}", scenario(&server, "x", "part").split_once('\n').expect("lines").1);
    write("scenarios/parts/part.yaml", &part);
    let mut run = Watching::start(folder.path(), &[]);
    let said = run.until("watching 3 scenario files");
    assert!(said.contains("PASS  Alpha") && said.contains("FAIL  Beta"), "{said}");

    // The scenario itself; what failed before stands on top.
    write("scenarios/a.yaml", &scenario(&server, "Alpha again", "good"));
    let said = run.until("watching");
    assert!(said.contains("scenarios/a.yaml saved: running 1 of 3 scenario files"), "{said}");
    let (top, _) = said.split_once("PASS  Alpha again").unwrap_or_else(|| panic!("{said}"));
    assert!(top.contains("Not passed before") && top.contains("FAIL  Beta (scenarios/b.yaml:1)"), "{said}");
    assert!(!said.contains("Gamma"), "{said}");

    // A fragment, and the rows of a file.
    for name in ["scenarios/parts/part.yaml", "scenarios/rows.csv"] {
        write(name, &if name.ends_with("csv") { "case\none\ntwo\n".to_owned() } else { part.clone() });
        let said = run.until("watching");
        assert!(
            said.contains(&format!("{name} saved: running 1 of 3")) && said.contains("Gamma [one]"),
            "{said}"
        );
        assert!(!said.contains("PASS  Alpha"), "{said}");
    }

    // What was mended is no longer told.
    write("scenarios/b.yaml", &scenario(&server, "Beta", "good"));
    assert!(run.until("watching").contains("PASS  Beta"));
    // A new file, and one that is wrong.
    write("scenarios/d.yaml", "scenario: Delta\nstep: []\n");
    let said = run.until("watching 4");
    assert!(
        said.contains("scenarios/d.yaml saved: running 1 of 4") && said.contains("unknown-key"),
        "{said}"
    );
    assert!(!said.contains("Not passed before"), "{said}");
    // One that is gone, and the settings.
    fs::remove_file(folder.path().join("scenarios/d.yaml")).expect("removed");
    write("runthrough.yaml", "jobs: 2\n");
    let said = run.until("watching 3");
    assert!(said.contains("running everything") && said.contains("PASS  Alpha again"), "{said}");
    run.signal("INT");
    assert_eq!(run.end(), Some(130));
}

#[test]
fn files_and_folders_come_and_go() {
    let server = Server::start(rules(RULES));
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| fs::write(path(name), text).expect("a file");
    fs::create_dir_all(path("scenarios")).expect("a folder");
    write("runthrough.yaml", "scenarios: [scenarios]\n");
    write("scenarios/a.yaml", &scenario(&server, "Alpha", "good"));
    write("scenarios/b.yaml", &scenario(&server, "Beta", "good"));
    let mut run = Watching::start(folder.path(), &[]);
    run.until("watching 2 scenario files");

    // What is removed is not run.
    fs::remove_file(path("scenarios/b.yaml")).expect("removed");
    let said = run.until("removed");
    assert!(said.ends_with("scenarios/b.yaml removed") && !said.contains("error"), "{said}");

    // A folder that was filled elsewhere.
    fs::create_dir(path("elsewhere")).expect("a folder");
    write("elsewhere/c.yaml", &scenario(&server, "Gamma", "good"));
    fs::rename(path("elsewhere"), path("scenarios/more")).expect("moved");
    let said = run.until("watching 2");
    assert!(said.contains("1 of 2 scenario files") && said.contains("PASS  Gamma"), "{said}");

    // As another branch of a repository: the whole folder goes, another one comes, and is watched as the first was.
    fs::create_dir(path("other")).expect("a folder");
    write("other/a.yaml", &scenario(&server, "Delta", "good"));
    fs::remove_dir_all(path("scenarios")).expect("removed");
    fs::rename(path("other"), path("scenarios")).expect("moved");
    run.until("PASS  Delta");
    run.until("watching 1");
    write("scenarios/a.yaml", &scenario(&server, "Delta again", "good"));
    run.until("PASS  Delta again");
    run.signal("INT");
    assert_eq!(run.end(), Some(130));
}

#[test]
fn a_signal_in_a_run_lets_it_clean_up() {
    let rules_text = "- on: GET /slow\n  hang: true\n- on: GET /cleanup\n  json: {}\n";
    let server = Server::start(rules(rules_text));
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "scenario: Slow\ndefaults: {{ base_url: {} }}\nsteps:\n  - {{ name: Ask, request: GET /slow }}\ncleanup:\n  - {{ name: Tidy, request: GET /cleanup }}\n",
        server.url()
    );
    fs::write(folder.path().join("a.yaml"), text).expect("a file");
    let mut run = Watching::start(folder.path(), &["."]);
    run.until("runthrough 0.");
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    run.signal("TERM");
    run.until("scenarios that were not started");
    assert_eq!(run.end(), Some(143));
    assert!(server.requests().iter().any(|request| request.path().contains("/cleanup")));
}

#[test]
fn a_wrong_option_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), "scenario: A\nsteps: [{ name: B, check: [\"1 == 1\"] }]\n")
        .expect("a file");
    let run = Watching::start(folder.path(), &[".", "--timeout", "soon"]);
    assert_eq!(run.end(), Some(2));
}

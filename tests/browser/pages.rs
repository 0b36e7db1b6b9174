//! Reports to look at, made by the real binary.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::support::binary::{runthrough, said};
use crate::support::listener::Refusing;
use crate::support::rules::rules;
use crate::support::server::Server;
use crate::support::txtar;

/// A report in a folder that goes away with it.
pub struct Page {
    _folder: TempDir,
    /// The report.
    pub path: PathBuf,
}

/// One run with everything that a report can show.
pub fn everything() -> Page {
    let archive = txtar::read(include_str!("everything.txt")).expect("files");
    run(&archive.files)
}

/// A run of so many scenarios of so many steps each; the last scenario fails.
pub fn long(scenarios: usize, steps: usize) -> Page {
    let mut text = String::from("scenario: Long\ntags: [many]\ncases:\n");
    for row in 1..=scenarios {
        let wanted = if row == scenarios { 404 } else { 200 };
        let _ = writeln!(text, "  - {{ case: \"row {row}\", row: {row}, wanted: {wanted} }}");
    }
    text.push_str("steps:\n");
    for step in 1..=steps {
        let status = if step == steps { "${wanted}" } else { "200" };
        let _ = writeln!(
            text,
            "  - name: Step {step}\n    request: GET $SERVER/ok?row=${{row}}\n    expect: {{ status: \"{status}\" }}"
        );
    }
    let server = "- on: GET /ok\n  json: { a: \"it's <b>&amp;</b> </script><!--<script>\", b: [1, 2] }\n";
    run(&[("long.yaml".to_owned(), text), ("server.yaml".to_owned(), server.to_owned())])
}

fn run(files: &[(String, String)]) -> Page {
    let script = files.iter().find(|(name, _)| name == "server.yaml").expect("a server's script");
    let (server, refusing) = (Server::start(rules(&script.1)), Refusing::new().expect("a port"));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files.iter().filter(|(name, _)| name != "server.yaml") {
        let text = text.replace("$SERVER", &server.url()).replace("$REFUSED", &refusing.url());
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let path = folder.path().join("report.html");
    let report = format!("html={}", path.display());
    let output = runthrough(folder.path(), &["run", ".", "-v", "--jobs", "2", "--report", &report]);
    assert!(path.exists(), "{}", said(&output));
    Page { _folder: folder, path }
}

//! No form of a secret in any output: thirteen secrets in every place of requests and responses, failing in every way,
//! with everything shown that can be shown.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod forms;
mod leaky;
mod scenarios;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use aho_corasick::AhoCorasick;
use forms::{Secret, forms, secrets};
use support::binary::command;
use support::listener::Refusing;

/// Every format that `--report` takes.
const REPORTS: [&str; 1] = ["junit"];

/// What must not stand in any output.
struct Forbidden {
    finder: AhoCorasick,
    /// By form: the secret and the form.
    forms: Vec<(&'static str, String)>,
    searched: usize,
    outputs: usize,
    bytes: usize,
}

impl Forbidden {
    fn new(secrets: &[Secret]) -> Forbidden {
        let all = |secret: &Secret| {
            forms(&secret.value).into_iter().map(|form| (secret.name, form)).collect::<Vec<_>>()
        };
        let forms: Vec<(&str, String)> = secrets.iter().flat_map(all).collect();
        let finder = AhoCorasick::new(forms.iter().map(|(_, form)| form)).unwrap();
        Forbidden { finder, forms, searched: 0, outputs: 0, bytes: 0 }
    }

    #[track_caller]
    fn not_in(&mut self, what: &str, output: &[u8]) {
        let mut found: Vec<String> = Vec::new();
        for hit in self.finder.find_overlapping_iter(output) {
            let (name, form) = &self.forms[hit.pattern().as_usize()];
            let around = &output[hit.start().saturating_sub(100)..(hit.end() + 60).min(output.len())];
            found.push(format!("{name} as {form}: …{}…", String::from_utf8_lossy(around)));
        }
        self.searched += self.forms.len();
        self.outputs += 1;
        self.bytes += output.len();
        found.truncate(8);
        assert!(found.is_empty(), "{what}:\n{}", found.join("\n\n"));
    }

    /// Runs it, and searches all that it says. Comes back with both streams.
    #[track_caller]
    fn not_said_by(&mut self, what: &str, command: &mut Command, code: &[i32]) -> String {
        let output = command.output().unwrap();
        self.not_in(&format!("{what}: stdout"), &output.stdout);
        self.not_in(&format!("{what}: stderr"), &output.stderr);
        let said = support::binary::said(&output);
        if let Ok(dir) = std::env::var("SHOWDIR") {
            std::fs::write(format!("{dir}/{}.txt", what.replace(['/', ' ', '"', '[', ']', ','], "_")), &said)
                .unwrap();
            eprintln!(
                "{what} {:?}",
                std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
            );
        }
        assert!(
            output.status.code().is_some_and(|is| code.contains(&is)),
            "{what}: {:?}\n{said}",
            output.status
        );
        said
    }
}

/// Where the value of each secret comes from.
fn declared(number: usize, secret: &Secret) -> String {
    let name = secret.name;
    match name {
        "a_default" => format!("inputs: {{ {name}: {{ default: {}, secret: true }} }}\n", secret.value),
        "like_a_regex" => format!("cases: {{ file: rows.json, secret: [{name}] }}\n"),
        "a_number" => {
            format!("inputs: {{ {name}: {{ env: SECRET_{number}, type: integer, secret: true }} }}\n")
        }
        _ => format!("inputs: {{ {name}: {{ env: SECRET_{number}, secret: true }} }}\n"),
    }
}

/// Writes all scenarios.
fn project(folder: &Path, secrets: &[Secret], server: &str, refused: &str) {
    fs::create_dir(folder.join("scenarios")).unwrap();
    for (number, secret) in secrets.iter().enumerate() {
        let text = scenarios::scenario(number, secret, &declared(number, secret), server, refused);
        fs::write(folder.join(format!("scenarios/{number}.yaml")), text).unwrap();
        if secret.name == "like_a_regex" {
            let rows = serde_json::json!([{ "case": "one", secret.name: secret.value }]);
            fs::write(folder.join("scenarios/rows.json"), rows.to_string()).unwrap();
        }
    }
    let value = |name: &str| {
        serde_json::Value::from(secrets.iter().find(|secret| secret.name == name).unwrap().value.as_str())
    };
    let config =
        format!("environments:\n  test: {{ inputs: {{ with_angles: {} }} }}\n", value("with_angles"));
    fs::write(folder.join("runthrough.yaml"), config).unwrap();
    let inputs = format!("with_quotes: {}\nlike_base64: {}\n", value("with_quotes"), value("like_base64"));
    fs::write(folder.join("inputs.yaml"), inputs).unwrap();
}

/// A command that gives all values.
fn given(folder: &Path, secrets: &[Secret], arguments: &[&str]) -> Command {
    let mut command = command(folder);
    command.args(arguments).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
    for (number, secret) in secrets.iter().enumerate() {
        let elsewhere = ["with_angles", "with_quotes", "like_base64", "with_ampersands"];
        if !elsewhere.contains(&secret.name) {
            command.env(format!("SECRET_{number}"), &secret.value);
        }
        if secret.name == "with_ampersands" && ["run", "inputs"].contains(&arguments[0]) {
            command.arg("-i").arg(format!("{}={}", secret.name, secret.value));
        }
    }
    if ["run", "inputs"].contains(&arguments[0]) {
        command.args(["--inputs-file", "inputs.yaml"]);
    }
    command.args(["-e", "test"]);
    command
}

#[test]
fn no_form_of_a_secret_is_in_any_output() {
    let secrets = secrets();
    let mut forbidden = Forbidden::new(&secrets);
    let (server, refused) = (leaky::start(), Refusing::new().unwrap());
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &secrets, &server.url(), &refused.url());
    let reports: Vec<String> =
        REPORTS.iter().map(|format| format!("--report={format}=out.{format}")).collect();
    for detail in [
        &[][..],
        &["-v"],
        &["-v", "-v", "--curl"],
        &["-q"],
        &["--junit-case", "scenario"],
        &["--junit-strict"],
    ] {
        let mut command = given(folder.path(), &secrets, &["run", "--seed", "7", "-j", "3"]);
        command.args(detail).args(&reports);
        let said = forbidden.not_said_by(&format!("run {detail:?}"), &mut command, &[3]);
        let mut texts = vec![("the terminal".to_owned(), said)];
        for format in REPORTS {
            let report = fs::read(folder.path().join(format!("out.{format}"))).unwrap();
            forbidden.not_in(&format!("{format} of run {detail:?}"), &report);
            texts.push((format.to_owned(), String::from_utf8(report).unwrap()));
        }
        for (secret, (what, text)) in
            secrets.iter().flat_map(|secret| texts.iter().map(move |text| (secret, text)))
        {
            let marker = format!("[secret:{}]", secret.name);
            assert!(text.contains(&marker), "{what} of run {detail:?} does not name {marker}");
        }
    }
    for format in REPORTS {
        let mut command = given(folder.path(), &secrets, &["run"]);
        command.arg(format!("--report={format}=-"));
        forbidden.not_said_by(&format!("run with {format} on stdout"), &mut command, &[3]);
    }
    for arguments in [&["run", "--dry-run"][..], &["run", "--dry-run", "-v"]] {
        let said = forbidden.not_said_by("dry run", &mut given(folder.path(), &secrets, arguments), &[0, 3]);
        assert!(said.contains("[secret:in_unicode]"), "{said}");
    }
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["check", "--format", "sarif"],
        &["list"],
        &["list", "--format", "json"],
        &["inputs"],
        &["inputs", "--format", "json"],
    ] {
        let said = forbidden.not_said_by(
            &format!("{arguments:?}"),
            &mut given(folder.path(), &secrets, arguments),
            &[0],
        );
        assert!(!said.is_empty());
    }
    println!(
        "{} forms of {} secrets searched in {} outputs of {} KiB: {} searches, none found",
        forbidden.forms.len(),
        secrets.len(),
        forbidden.outputs,
        forbidden.bytes / 1024,
        forbidden.searched
    );
}

//! Runs a case in a folder of its own and writes down all that came of it, as one text.

use std::fs::{self, File};
use std::path::Path;
use std::process::{self, Output, Stdio};

use super::case::Case;
use super::listener::{self, Refusing};
use super::redact::Redact;
use super::rules;
use super::server::{self, Server};

/// Variables of the caller that a process cannot do without, or that tools need which watch it (coverage).
const KEPT: [&str; 5] = ["PATH", "SystemRoot", "LLVM_PROFILE_FILE", "ASAN_OPTIONS", "LD_LIBRARY_PATH"];

/// Runs `program` as the case says. An error is one of the case or of the machine, never a result of the program.
pub fn run(case: &Case, program: &Path) -> Result<String, String> {
    let folder =
        tempfile::tempdir().map_err(|error| format!("a temporary folder cannot be created: {error}"))?;
    // Some systems reach their temporary folder through a link; the program may show either path.
    let folder_path = folder.path().canonicalize().map_err(|error| error.to_string())?;
    let bound = listener::bind().map_err(|error| format!("no free port: {error}"))?;
    let refusing = Refusing::new().map_err(|error| format!("no free port: {error}"))?;
    let names =
        [("$SERVER", bound.url()), ("$REFUSED", refusing.url()), ("$DIR", folder_path.display().to_string())];
    let expand = |text: &str| expand(text, &names);

    for (name, content) in &case.files {
        write(&folder_path.join(name), &expand(content))
            .map_err(|error| format!("writing {name}: {error}"))?;
    }
    let server = match &case.server {
        Some(script) => {
            let rules = rules::read(&expand(script), &folder_path)
                .map_err(|error| format!("server.yaml: {error}"))?;
            Some(Server::start_on(bound, rules))
        }
        None => None,
    };

    let redact = Redact::new(&folder_path, folder.path(), case.keep_durations);
    let mut transcript = String::new();
    for command in &case.commands {
        let stdin = match &case.stdin {
            Some(name) => {
                File::open(folder_path.join(name)).map_err(|error| format!("stdin {name}: {error}"))?.into()
            }
            None => Stdio::null(),
        };
        let kept = KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let output = process::Command::new(program)
            .args(command.arguments.iter().map(|argument| expand(argument)))
            .args(one_job(&command.arguments))
            .current_dir(&folder_path)
            .env_clear()
            .envs(kept)
            .env("HOME", &folder_path)
            .env("NO_COLOR", "1")
            .envs(case.env.iter().map(|(name, value)| (name, expand(value))))
            .stdin(stdin)
            .output()
            .map_err(|error| format!("starting the program: {error}"))?;
        transcript.push_str(&format!("$ {}\n{}", command.line, outcome(&output, &redact)));
    }
    for name in &case.show {
        let content =
            fs::read(folder_path.join(name)).map(|bytes| redact.apply(&String::from_utf8_lossy(&bytes)));
        section(&mut transcript, name, &content.unwrap_or_else(|_| "(there is no such file)\n".to_owned()));
    }
    if let (true, Some(server)) = (case.show_requests, &server) {
        let requests = redact.apply(&server::show(&server.requests()));
        section(&mut transcript, "requests", if requests.is_empty() { "(none)\n" } else { &requests });
    }
    Ok(transcript)
}

fn outcome(output: &Output, redact: &Redact) -> String {
    let mut text = match output.status.code() {
        Some(code) => format!("exit code: {code}\n"),
        // The display of the status names the signal.
        None => format!("no exit code: {}\n", output.status),
    };
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !bytes.is_empty() {
            section(&mut text, name, &redact.apply(&String::from_utf8_lossy(bytes)));
        }
    }
    text
}

/// A part of the transcript. What a snapshot would hide is made visible: control characters, a missing last line end.
fn section(transcript: &mut String, name: &str, content: &str) {
    transcript.push_str(&format!("--- {name} ---\n"));
    for character in content.chars() {
        if character.is_control() && character != '\n' {
            transcript.extend(character.escape_default());
        } else {
            transcript.push(character);
        }
    }
    if !content.ends_with('\n') {
        transcript.push_str("\n(no line end)\n");
    }
}

fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)
}

/// Replaces the names where they stand alone: `$DIR`, not the beginning of `$DIRECTORY`.
fn expand(text: &str, names: &[(&str, String)]) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        rest = &rest[at..];
        let continues =
            |name: &str| rest[name.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
        match names.iter().find(|(name, _)| rest.starts_with(name) && !continues(name)) {
            Some((name, value)) => {
                expanded.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                expanded.push('$');
                rest = &rest[1..];
            }
        }
    }
    expanded + rest
}

/// A run takes one job unless the case says otherwise: its lines come in the order of finishing.
fn one_job(arguments: &[String]) -> &'static [&'static str] {
    let run = arguments.first().is_some_and(|command| command == "run");
    let given = arguments.iter().any(|argument| argument.starts_with("-j") || argument.starts_with("--jobs"));
    if run && !given { &["-j", "1"] } else { &[] }
}

//! The JSON report and what is made of it: every case's run is valid against `runthrough schema report`, comes back out of
//! its report as it was, and shards are one run again when they are merged.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};

use support::binary::{code, command, runthrough, said};
use support::case::{Case, Command};
use support::listener::{self, lock};
use support::server::Server;
use support::{rules, transcript};

fn schema() -> Value {
    let output = runthrough(Path::new("."), &["schema", "report"]);
    serde_json::from_slice(&output.stdout).expect("the schema is JSON")
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::new(schema).expect("a schema")
}

fn event_validator(schema: &Value) -> jsonschema::Validator {
    validator(&json!({ "$defs": schema["$defs"], "$ref": "#/$defs/Event" }))
}

fn valid(validator: &jsonschema::Validator, value: &Value, name: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The case with all reports of each run, and the merge of its JSON report.
fn with_reports(case: &mut Case, folder: &Path) {
    let at = |name: String| folder.join(name).display().to_string();
    let mut commands = Vec::new();
    for (number, mut command) in std::mem::take(&mut case.commands).into_iter().enumerate() {
        let is_run = command.arguments.first().is_some_and(|name| name == "run");
        if is_run && !command.arguments.iter().any(|argument| argument == "--dry-run") {
            for (format, ending) in [("json", "json"), ("ndjson", "ndjson"), ("junit", "xml")] {
                command.arguments.push("--report".to_owned());
                command.arguments.push(format!("{format}={}", at(format!("{number}.{ending}"))));
            }
            let junit = command.arguments.iter().enumerate().filter(|(index, argument)| {
                let before = index.checked_sub(1).map(|before| command.arguments[before].as_str());
                argument.starts_with("--junit-") || before == Some("--junit-case")
            });
            let junit: Vec<String> = junit.map(|(_, argument)| argument.clone()).collect();
            let arguments = [
                "merge".to_owned(),
                at(format!("{number}.json")),
                "--report".to_owned(),
                format!("json={}", at(format!("{number}-merged.json"))),
                "--report".to_owned(),
                format!("junit={}", at(format!("{number}-merged.xml"))),
            ];
            commands.push(command);
            let arguments = [&arguments[..], &junit].concat();
            commands.push(Command { line: String::new(), arguments });
        } else {
            commands.push(command);
        }
    }
    case.commands = commands;
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/run");
    let entries = fs::read_dir(folder).expect("the cases");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    paths.sort();
    paths
}

#[test]
fn every_case_is_valid_and_comes_back_whole() {
    let schema = schema();
    let (report, event) = (validator(&schema), event_validator(&schema));
    let paths = cases();
    let (next, seen) = (Mutex::new(paths.iter()), Mutex::new(BTreeSet::new()));
    thread::scope(|scope| {
        for _ in 0..2 * thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(path) = lock(&next).next() else { return };
                    one_case(path, &report, &event, &seen);
                }
            });
        }
    });
    let seen = seen.into_inner().expect("no thread panicked");
    let wanted = [
        "passed",
        "failed",
        "errored",
        "skipped",
        "flaky",
        "elements",
        "round",
        "repetition",
        "once",
        "row",
        "cleanup",
        "said",
        "notes",
        "invalid",
        "interrupted",
        "expected",
        "parts",
        "details",
        "captures",
        "remote",
        "retried",
        "pending",
        "reason",
        "body",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|what| !seen.contains(*what)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

fn one_case(
    path: &Path,
    report: &jsonschema::Validator,
    event: &jsonschema::Validator,
    seen: &Mutex<BTreeSet<&'static str>>,
) {
    let name = path.display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let mut case = Case::read(path, &fs::read_to_string(path).expect("the case")).expect("a case");
    let commands = case.commands.len();
    with_reports(&mut case, folder.path());
    transcript::run(&case, Path::new(env!("CARGO_BIN_EXE_runthrough"))).expect("the case runs");
    for number in 0..commands {
        let at = |ending: &str| folder.path().join(format!("{number}{ending}"));
        if !at(".json").exists() {
            continue;
        }
        let whole = read(&at(".json"));
        valid(report, &whole, &name);
        look(&whole, &mut lock(seen));
        let lines = fs::read_to_string(at(".ndjson")).expect("the events");
        let events: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
        events.iter().for_each(|line| valid(event, line, &name));
        same_as_events(&whole, &events, &name);
        let xml = |ending: &str| fs::read_to_string(at(ending)).expect("JUnit");
        let merged = read(&at("-merged.json"));
        valid(report, &merged, &name);
        assert_eq!(one_run(whole), one_run(merged), "{name}");
        assert_eq!(xml(".xml"), xml("-merged.xml"), "{name}");
    }
}

/// The events tell what the report tells.
fn same_as_events(whole: &Value, events: &[Value], name: &str) {
    let mut instances: Vec<&Value> = events.iter().map(|event| &event["instance"]).collect();
    instances.retain(|instance| !instance.is_null());
    instances.sort_by_key(|instance| instance["index"].as_u64());
    let expected: Vec<&Value> = whole["instances"].as_array().expect("instances").iter().collect();
    assert_eq!(instances, expected, "{name}");
    let (first, last) = (events.first().expect("a first"), events.last().expect("a last"));
    assert_eq!((&first["event"], &first["run"]), (&json!("run_started"), &whole["run"]), "{name}");
    assert_eq!((&last["event"], &last["totals"]), (&json!("run_finished"), &whole["totals"]), "{name}");
}

fn look(whole: &Value, seen: &mut BTreeSet<&'static str>) {
    let mut note = |what: &'static str, is: bool| {
        if is {
            seen.insert(what);
        }
    };
    note("invalid", whole["invalid_files"] != json!([]));
    note("interrupted", whole["interrupted"] == true);
    note("once", whole["plan"]["once"] != 0);
    for instance in whole["instances"].as_array().into_iter().flatten() {
        note("repetition", instance["repetition"] != 1);
        note("row", instance["name"].as_str().is_some_and(|name| name.ends_with(']')));
        for verdict in ["passed", "failed", "errored", "skipped"] {
            note(verdict, instance["verdict"] == verdict);
        }
        for step in instance["steps"].as_array().into_iter().flatten() {
            for what in ["flaky", "elements", "cleanup", "said", "notes", "reason"] {
                note(what, !step[what].is_null());
            }
            for attempt in step["attempts"].as_array().into_iter().flatten() {
                for what in ["round", "captures"] {
                    note(what, !attempt[what].is_null());
                }
                note("retried", attempt["standing"] == "retried");
                note("pending", attempt["standing"] == "pending");
                note("remote", !attempt["exchange"]["connection"]["remote"].is_null());
                note("body", !attempt["exchange"]["response"]["body"].is_null());
                for problem in attempt["problems"].as_array().into_iter().flatten() {
                    for what in ["expected", "parts", "details"] {
                        note(what, !problem[what].is_null());
                    }
                }
            }
        }
    }
}

/// A report without what differs from one run to another that does the same: times, machines, ids of runs, shards, and
/// which connection something went over.
fn one_run(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        const OWN: [&str; 7] =
            ["started_ms", "duration_ms", "host", "merged_from", "shard", "connection", "timings"];
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !OWN.contains(&name.as_str()));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    if let Some(run) = report["run"].as_object_mut() {
        run.remove("id");
    }
    strip(&mut report);
    report
}

const ROWS: &str = "scenario: Rows
inputs:
  base_url: { default: http://127.0.0.1:9 }
cases:
  - { case: one, status: 401 }
  - { case: two, status: 401 }
  - { case: three, status: 200 }
  - { case: four, status: 401 }
  - { case: five, status: 204 }
steps:
  - name: Ask
    use: refused.yaml
    outputs: { message: message }
  - name: Search without a token
    request: POST ${base_url}/search
    headers: { X-Message: \"${message}\" }
    json: { query: a }
    expect: { status: \"${status}\" }
";
const REFUSED: &str = "fragment: Refused
once: true
inputs:
  base_url: { default: http://127.0.0.1:9 }
steps:
  - name: Log in
    request: POST ${base_url}/login
    json: { name: nobody, password: wrong, returnToken: true }
    expect: { status: 4xx }
    capture: { message: $.message }
outputs: { message: message }
";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rows.yaml"), ROWS).expect("a file");
    fs::write(folder.path().join("refused.yaml"), REFUSED).expect("a file");
    fs::write(folder.path().join("broken.yaml"), "scenario: Broken\nstep: []\n").expect("a file");
    folder
}

const SERVER: &str = "- on: POST /login
  status: 401
  json: { message: no }
- on: POST /search
  status: 401
  json: { message: a token is missing }
";

/// A server that says the same to whoever asks, and its address.
fn server(folder: &Path) -> (Server, String) {
    let bound = listener::bind().expect("a free port");
    let url = bound.url();
    let rules = rules::read(SERVER, folder).expect("rules");
    (Server::start_on(bound, rules), url)
}

fn run_to(folder: &Path, url: &str, file: &str, more: &[&str]) {
    let report = format!("json={file}");
    let base_url = format!("base_url={url}");
    let arguments = ["run", ".", "-i", &base_url, "--seed", "7", "-j", "2", "--report", &report];
    let output = runthrough(folder, &[&arguments, more].concat());
    assert!(matches!(code(&output), Some(0..=3)), "{}", said(&output));
    assert!(folder.join(file).exists(), "{}", said(&output));
}

#[test]
fn merged_shards_are_one_run_in_whatever_order() {
    let folder = project();
    let folder = folder.path();
    let (_server, url) = server(folder);
    run_to(folder, &url, "whole.json", &["--repeat", "3"]);
    let whole = one_run(read(&folder.join("whole.json")));
    assert!(whole["plan"]["once"] == 1 && whole["totals"]["failed"] != 0, "{whole:#}");
    let shards = ["1/3", "2/3", "3/3"];
    for (number, shard) in shards.iter().enumerate() {
        run_to(folder, &url, &format!("{number}.json"), &["--repeat", "3", "--shard", shard]);
    }
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
        let files = order.map(|number| format!("{number}.json"));
        let arguments = ["merge", &files[0], &files[1], &files[2], "--report", "json=merged.json"];
        let output = runthrough(folder, &arguments);
        // The file that cannot be run counts, as in the run of the whole.
        assert_eq!(code(&output), Some(2), "{}", said(&output));
        assert_eq!(one_run(read(&folder.join("merged.json"))), whole, "{order:?}");
    }
    let output = runthrough(folder, &["merge", "0.json", "2.json"]);
    assert!(said(&output).contains("the report of shard 2/3 is missing"), "{}", said(&output));
    // Two reports that were merged may be merged further.
    runthrough(folder, &["merge", "0.json", "1.json", "--report", "json=part.json"]);
    let output = runthrough(folder, &["merge", "2.json", "part.json", "--report", "json=merged.json"]);
    assert_eq!(one_run(read(&folder.join("merged.json"))), whole, "{}", said(&output));
}

#[test]
fn conflicts_are_named() {
    let folder = project();
    let folder = folder.path();
    let (_server, url) = server(folder);
    run_to(folder, &url, "one.json", &["--shard", "1/2"]);
    run_to(folder, &url, "seed.json", &["--shard", "2/2"]);
    let said_of = |arguments: &[&str]| {
        let output = runthrough(folder, &[&["merge"], arguments].concat());
        assert_eq!(code(&output), Some(2), "{}", said(&output));
        said(&output)
    };
    let text = fs::read_to_string(folder.join("seed.json")).expect("a report");
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(folder.join("other.json"), text.replacen(from, to, 1)).expect("a report");
        said_of(&["one.json", "other.json"])
    };
    assert!(change("\"seed\":7", "\"seed\":8").contains("different seeds: 7 and 8"));
    let environments = change("\"environment\":\"none\"", "\"environment\":\"staging\"");
    assert!(environments.contains("different environments: none and staging"), "{environments}");
    assert!(change("\"digest\":\"", "\"digest\":\"0").contains("different plans: "));
    assert!(change("\"version\":1", "\"version\":2").contains("it has version 2"));
    assert!(change("\"totals\":", "\"sums\":").contains("has no `totals`"));
    let twice = said_of(&["one.json", "one.json"]);
    assert!(twice.contains("is in both `one.json` and `one.json`"), "{twice}");
    assert!(said_of(&["none.json"]).contains("`none.json` cannot be read"));
}

#[test]
fn every_instance_is_in_one_shard() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = |more: &[&str]| -> Vec<String> {
        let output = runthrough(project, &[&["list", "--repeat", "2"], more].concat());
        assert_eq!(code(&output), Some(0), "{}", said(&output));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    };
    let mut all = list(&[]);
    all.sort();
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("run.json").display().to_string();
    let json = format!("json={report}");
    runthrough(project, &["run", "--sandbox", "--repeat", "2", "--report", &json]);
    for of in [1, 2, 3, 5, 8, 100] {
        for by in [&[][..], &["--shard-by", &report]] {
            let shard = |index| list(&[&["--shard", &format!("{index}/{of}")], by].concat());
            let mut together: Vec<String> = (1..=of).flat_map(shard).collect();
            together.sort();
            assert_eq!(together, all, "{of} {by:?}");
        }
    }
}

#[test]
fn a_killed_run_leaves_what_it_knew() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = format!("scenario: Never answered\nsteps:\n  - {{ name: Ask, request: GET {url}/ }}\n");
    fs::write(folder.path().join("a.yaml"), scenario).expect("a file");
    let mut child = command(folder.path())
        .args(["run", "a.yaml", "--report", "ndjson=-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // Each line is there while the run goes on, and does not wait for the next one.
    let first: Vec<String> = lines.take(2).map(|line| line.expect("a line")).collect();
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    let validator = event_validator(&schema());
    let events: Vec<Value> = first.iter().map(|line| serde_json::from_str(line).expect("an event")).collect();
    events.iter().for_each(|event| valid(&validator, event, "killed"));
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names, ["run_started", "instance_started"]);
    assert_eq!(events[1]["id"], "a.yaml::Never answered");
}

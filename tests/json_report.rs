//! The JSON report and what is made of it: every case's run is valid against `runthrough schema report`, comes back out of
//! its report as it was.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};

use crate::support::binary::{command, runthrough, said};
use crate::support::case::{Case, Command};
use crate::support::listener::lock;
use crate::support::report::{one_run, read};
use crate::support::transcript;

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
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/run")];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of cases") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == "txt" => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    paths
}

#[test]
fn every_case_is_valid_and_comes_back_whole() {
    let schema = schema();
    let (report, event) = (validator(&schema), event_validator(&schema));
    let paths = cases();
    let (next, seen) = (Mutex::new(paths.iter()), Mutex::new(BTreeSet::new()));
    let operators = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..2 * thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(path) = lock(&next).next() else { return };
                    one_case(path, &report, &event, &seen, &operators);
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
    let operators = operators.into_inner().expect("no thread panicked");
    // What stands beside a comparison is told with it.
    let beside = ["ignore", "any_order"];
    let names = runthrough::testing::language::vocabulary::names(
        runthrough::testing::language::vocabulary::OPERATORS,
    );
    let wanted = names.filter(|name| !beside.contains(name)).flat_map(|name| [(name, true), (name, false)]);
    let untold: Vec<_> =
        wanted.filter(|(name, holds)| !operators.contains(&((*name).to_owned(), *holds))).collect();
    assert!(untold.is_empty(), "no report tells of {untold:?}");
}

/// A failed expectation is among the expectations and among the problems; each shows what was expected and what came.
fn expectations_agree(whole: &Value, operators: &mut BTreeSet<(String, bool)>, name: &str) {
    let instances = whole["instances"].as_array().into_iter().flatten();
    let steps = instances.flat_map(|instance| instance["steps"].as_array().into_iter().flatten());
    for attempt in steps.flat_map(|step| step["attempts"].as_array().into_iter().flatten()) {
        let list = |name: &str| attempt[name].as_array().cloned().unwrap_or_default();
        let (expectations, problems) = (list("expectations"), list("problems"));
        for expectation in &expectations {
            let same = |problem: &&Value| {
                ["kind", "actual"].iter().all(|key| problem[*key] == expectation[*key])
                    && (problem["path"].is_null() || problem["path"] == expectation["path"])
            };
            match expectation["verdict"].as_str() {
                Some("passed") => {
                    assert!(!expectation["actual"].is_null() || expectation["operator"] == "holds")
                }
                Some("failed") => {
                    assert!(problems.iter().any(|problem| same(&problem)), "{name}: {expectation}")
                }
                _ => assert!(!problems.is_empty(), "{name}: {expectation}"),
            }
            let operator = expectation["operator"].as_str().expect("an operator");
            operators.insert((operator.to_owned(), expectation["verdict"] == "passed"));
        }
        for problem in problems.iter().filter(|problem| !problem["operator"].is_null()) {
            let told = expectations.iter().any(|expectation| {
                ["kind", "path", "operator", "actual"].iter().all(|key| problem[*key] == expectation[*key])
            });
            assert!(told || problem["kind"] == "capture", "{name}: {problem} in {expectations:#?}");
        }
    }
}

fn one_case(
    path: &Path,
    report: &jsonschema::Validator,
    event: &jsonschema::Validator,
    seen: &Mutex<BTreeSet<&'static str>>,
    operators: &Mutex<BTreeSet<(String, bool)>>,
) {
    let name = path.display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let mut case = Case::read(&fs::read_to_string(path).expect("the case")).expect("a case");
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
        expectations_agree(&whole, &mut lock(operators), &name);
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

/// Headers and captures of steps that passed are in the report; secrets among them are not.
#[test]
fn no_secret_stands_in_a_report() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    // The same seed gives the same accounts, so that the secrets are known here.
    let options = runthrough::testing::sandbox::Options { seed: 7, ..Default::default() };
    let account =
        runthrough::testing::sandbox::Sandbox::start(options).expect("the sandbox starts").account();
    let scenario = "scenarios/login-with-recovery-code.yaml";
    for more in [&[][..], &["-v"], &["--fault", "drop-field"], &["--fault", "drop-field", "-v"]] {
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (json, ndjson) = (format!("json={}", at("a.json")), format!("ndjson={}", at("a.ndjson")));
        let arguments = ["run", scenario, "--sandbox", "--seed", "7", "--report", &json, "--report", &ndjson];
        let output = runthrough(project, &[&arguments, more].concat());
        for name in ["a.json", "a.ndjson"] {
            let report = fs::read_to_string(at(name)).unwrap_or_else(|_| panic!("{}", said(&output)));
            for shown in ["[secret:token]", "\"captures\":[", "/api/v1/login\""] {
                assert!(report.contains(shown), "{more:?}: {shown} is not in {report}");
            }
            for secret in std::iter::once(&account.password).chain(&account.recovery_codes) {
                assert!(!report.contains(secret.as_str()), "{more:?}: {secret} in {report}");
            }
        }
    }
}

/// A case whose steps fail, and the JSON problems and expectations of its steps.
fn failures(steps: &str) -> Vec<(Value, Value)> {
    let text = format!(
        "$ runthrough run a.yaml\n-- a.yaml --\nscenario: A\ndefaults: {{ base_url: $SERVER }}\nsteps:\n{steps}-- server.yaml --\n{server}",
        server = "- on: GET /text\n  text: not JSON\n- on: GET /json\n  json: { list: [1, 2], text: abc }\n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let mut case = Case::read(&text).expect("a case");
    with_reports(&mut case, folder.path());
    transcript::run(&case, Path::new(env!("CARGO_BIN_EXE_runthrough"))).expect("the case runs");
    let whole = read(&folder.path().join("0.json"));
    let steps = whole["instances"][0]["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| (step["attempts"][0]["problems"].clone(), step["attempts"][0]["expectations"].clone()))
        .collect()
}

#[test]
fn a_body_that_is_not_json_is_a_problem_of_its_snapshot() {
    let found = failures(
        "  - name: Text\n    request: GET /text\n    expect: { status: 200, snapshot: true }\n    on_failure: continue\n",
    );
    let problem = &found[0].0[0];
    assert_eq!(problem["operator"], "snapshot", "{problem}");
    assert_eq!(problem["path"], "snapshots/a.yaml/Text.json", "{problem}");
    assert_eq!(problem["kind"], "not-json", "{problem}");
    assert_eq!(problem["expected"]["text"], "a JSON body", "{problem}");
}

#[test]
fn the_length_of_nothing_keeps_the_reasons_of_its_alternatives() {
    let any = "{ length: { any_of: [{ gt: 5 }, { equals: 3 }] } }";
    let found = failures(&format!(
        "  - name: Nothing\n    request: GET /json\n    expect: {{ status: 200, json: {{ '$.none[*]': {any} }} }}\n"
    ));
    let reasons = json!(["expected it to be greater than 5, got 0", "expected it to equal 3, got 0"]);
    assert_eq!(found[0].0[0]["details"], reasons, "{}", found[0].0);
}

#[test]
fn only_lists_of_matchers_are_called_matchers() {
    let any = "{ any_of: [{ equals: 3 }, { equals: 4 }] }";
    let found = failures(&format!(
        "  - name: Types\n    request: GET /json\n    expect:\n      status: 200\n      json:\n        $.list: {{ length: {any}, each: {any}, not: {{ all_of: [{{ exists: true }}, {{ length: 2 }}] }} }}\n        $.text: {any}\n"
    ));
    let all = found[0].1.as_array().expect("expectations").iter();
    let types: Vec<(&str, &str)> = all
        .filter_map(|one| Some((one["operator"].as_str()?, one["expected"]["type_name"].as_str()?)))
        .filter(|(operator, _)| *operator != "equals")
        .collect();
    let wanted = [("length", "matcher"), ("each", "matcher"), ("not", "matcher"), ("any_of", "matchers")];
    assert_eq!(types, wanted);
}

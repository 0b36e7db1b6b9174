//! Shards: every instance is in exactly one, and merged they are one run again.

use std::fs;
use std::path::Path;

use crate::support::binary::{code, runthrough, said};
use crate::support::listener;
use crate::support::report::{one_run, read};
use crate::support::rules;
use crate::support::server::Server;

const ROWS: &str = "scenario: Rows
openapi: api/rows.yaml
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
    expect:
      status: \"${status}\"
      json: { $.message: { not: { equals: \"${uuid()}\" }, one_of: [a, \"a token is missing\"] } }
";
/// A scenario with a document of its own, of which each shard but one runs nothing.
const OTHER: &str = "scenario: Other
openapi: api/other.yaml
inputs:
  base_url: { default: http://127.0.0.1:9 }
steps:
  - name: Log in
    request: POST ${base_url}/login
    expect: { status: 401, openapi: logIn }
";
/// An OpenAPI document of these paths.
fn document(paths: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: Api, version: \"1\" }}\npaths:\n{paths}")
}
const SEARCH: &str = "  /search:
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { query: { type: string } } } } } }
      responses: { 401: { description: No., content: { application/json: { schema: { required: [message], properties: { message: { type: string } } } } } }, 200: { description: Found. } }
";
const LOGIN: &str = "  /login:
    post: { operationId: logIn, responses: { 401: { description: No. } } }
    get: { responses: { 200: { description: Never asked for. } } }
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
    fs::create_dir(folder.path().join("api")).expect("a folder");
    fs::write(folder.path().join("api/rows.yaml"), document(SEARCH)).expect("a file");
    fs::write(folder.path().join("api/other.yaml"), document(LOGIN)).expect("a file");
    fs::write(folder.path().join("other.yaml"), OTHER).expect("a file");
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
    let covered = |document: usize| &whole["coverage"]["documents"][document]["dimensions"][0]["covered"];
    assert_eq!((covered(0), covered(1)), (&1.into(), &1.into()), "{:#}", whole["coverage"]);
    assert!(whole.to_string().contains("\"operator\":\"not\""), "expectations are told");
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

//! A recording of the reference flow becomes a scenario that runs green against a fresh sandbox, with other inputs and
//! without an edit.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::binary::{code, runthrough, said};
use runthrough::testing::import::har;
use runthrough::testing::sandbox::{Account, Options, Sandbox};
use serde_json::{Value, json};

/// Sends requests and writes down what a browser would.
struct Recorder {
    host: String,
    base: String,
    entries: Vec<Value>,
}

impl Recorder {
    fn new(sandbox: &Sandbox) -> Self {
        let base = sandbox.base_url();
        let host = base.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
        Recorder { host, base, entries: Vec::new() }
    }

    /// One request; gives the JSON of its answer.
    fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}{path}", self.base);
        let target = url.split_once(self.host.as_str()).expect("the host").1.to_owned();
        let text = body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(&self.host).expect("the sandbox listens");
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.host,
            text.len()
        );
        stream.write_all(format!("{head}{text}").as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, content) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status: u16 = head.split(' ').nth(1).expect("a status").parse().expect("a number");
        let headers: Vec<Value> = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        let mut request = json!({
            "method": method,
            "url": url,
            "headers": [
                { "name": "Accept", "value": "application/json, text/plain, */*" },
                { "name": "User-Agent", "value": "Mozilla/5.0" },
                { "name": "sec-fetch-mode", "value": "cors" },
                { "name": "Referer", "value": self.base },
            ],
        });
        if body.is_some() {
            request["postData"] = json!({ "mimeType": "application/json", "text": text });
        }
        self.entries.push(json!({
            "_resourceType": "fetch",
            "startedDateTime": "2026-11-24T10:00:00.000Z",
            "time": 3.0,
            "request": request,
            "response": { "status": status, "headers": headers, "content": { "mimeType": "application/json", "text": content } },
        }));
        serde_json::from_str(content).unwrap_or(Value::Null)
    }

    /// A file of the page.
    fn page(&mut self, name: &str, media: &str) {
        self.entries.push(json!({
            "request": { "method": "GET", "url": format!("http://{}/{name}", self.host), "headers": [] },
            "response": { "status": 200, "headers": [], "content": { "mimeType": media, "text": "x" } },
        }));
    }

    fn har(self) -> String {
        json!({ "log": { "version": "1.2", "creator": { "name": "test", "version": "1" }, "entries": self.entries } }).to_string()
    }
}

/// Log in, unlock with a recovery code, search, log out.
fn reference_flow(sandbox: &Sandbox, account: &Account) -> String {
    let mut recorder = Recorder::new(sandbox);
    recorder.page("app.js", "text/javascript");
    let body = json!({ "name": account.name, "password": account.password, "returnToken": true });
    let login = recorder.send("POST", "/login", Some(body));
    let token = login["token"].as_str().expect("a token").to_owned();
    let code = json!({ "recoveryCode": account.recovery_codes[0] });
    recorder.send("POST", &format!("/login/recovery?token={token}"), Some(code));
    recorder.page("logo.svg", "image/svg+xml");
    recorder.send("POST", &format!("/search?token={token}"), Some(json!({ "from": 0, "size": 10 })));
    recorder.send("GET", &format!("/logout?token={token}"), None);
    recorder.har()
}

fn sandbox(seed: u64) -> Sandbox {
    Sandbox::start(Options { seed, ..Options::default() }).expect("a sandbox starts")
}

#[test]
fn a_recording_of_the_reference_flow_runs_green_against_a_fresh_sandbox() {
    let recorded = {
        let sandbox = sandbox(1);
        let account = sandbox.account();
        reference_flow(&sandbox, &account)
    };
    let imported = har::import(&recorded, Some("reference-flow")).expect("it is a recording");
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let [(_, draft)] = imported.scenarios.as_slice() else { panic!("one scenario") };
    let text = draft.text();

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("flow.yaml"), &text).expect("it is written");
    let checked = runthrough(folder.path(), &["check", "flow.yaml"]);
    assert_eq!(said(&checked), "1 file: no problems\n", "{text}");

    let fresh = sandbox(2);
    let account = fresh.account();
    let inputs = [
        format!("base_url={}", fresh.base_url()),
        format!("name={}", account.name),
        format!("password={}", account.password),
        format!("recovery_code={}", account.recovery_codes[0]),
    ];
    let mut arguments = vec!["run", "flow.yaml"];
    inputs.iter().for_each(|input| arguments.extend(["-i", input]));
    let run = runthrough(folder.path(), &arguments);
    assert_eq!(code(&run), Some(0), "{}\n{text}", said(&run));
    assert_eq!(fresh.open_sessions(), 0, "the logout of the recording is the cleanup");

    let run = runthrough(folder.path(), &["run", "flow.yaml", "--sandbox"]);
    assert_eq!(code(&run), Some(0), "{}\n{text}", said(&run));

    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").expect("a regex");
    let name = regex::Regex::new(r"name: \{ default: .* \}").expect("a regex");
    insta::assert_snapshot!(name.replace(&port.replace(&text, "HOST"), "name: { default: NAME }"));
}

//! The servers of the tests, tested over plain sockets: the scripted one and the documented API.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::support::documented::{Account, Documented, Setup};
use crate::support::listener::Refusing;
use crate::support::rules::{read, rules};
use crate::support::server::{Server, show};
use serde_json::{Value, json};

/// A connection that sends raw requests and reads framed answers.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(url: &str) -> Client {
        let authority = url.trim_start_matches("http://").split('/').next().expect("an authority");
        let address: SocketAddr = authority.parse().expect("an address");
        Client(BufReader::new(TcpStream::connect(address).expect("the server listens")))
    }

    fn send(&mut self, method: &str, target: &str, headers: &str, body: &str) {
        let length = body.len();
        let text = format!(
            "{method} {target} HTTP/1.1\r\nHost: test\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.0.get_mut().write_all(text.as_bytes()).expect("the server reads");
    }

    /// Status line and header lines, or `None` where the connection ends before an answer.
    fn head(&mut self) -> Option<(String, Vec<String>)> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end() {
                "" => return Some((lines.remove(0), lines)),
                text => lines.push(text.to_owned()),
            }
        }
    }

    /// Status line, header lines and as much of the body as comes.
    fn answer(&mut self) -> Option<(String, Vec<String>, Vec<u8>)> {
        let (status, headers) = self.head()?;
        let length = headers.iter().find_map(|line| line.strip_prefix("Content-Length: "));
        let length = length.map_or(0, |length| length.parse().expect("a length"));
        let mut body = Vec::new();
        self.0.by_ref().take(length).read_to_end(&mut body).expect("a body");
        Some((status, headers, body))
    }

    fn call(&mut self, method: &str, target: &str, body: &str) -> (u16, String) {
        let headers = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        self.send(method, target, headers, body);
        let (status, _, body) = self.answer().expect("an answer");
        (status[9..12].parse().expect("a status"), String::from_utf8(body).expect("a text"))
    }

    fn ended(&mut self) -> bool {
        self.0.read(&mut [0]).is_ok_and(|count| count == 0)
    }
}

#[test]
fn the_first_fitting_rule_answers_until_it_is_used_up() {
    let server = Server::start(rules(
        "[{on: GET /a, query: {x: 1}, text: one, times: 1}, {on: GET /a, body_contains: hi, text: two}, {on: GET *, text: rest}]",
    ));
    let mut client = Client::new(&server.url());
    assert_eq!(client.call("GET", "/a?x=%31&y=2", ""), (200, "one".to_owned()));
    assert_eq!(client.call("GET", "/a?x=1", "oh, hi"), (200, "two".to_owned()));
    assert_eq!(client.call("GET", "/a?x=1", ""), (200, "rest".to_owned()));
    let (status, body) = client.call("PUT", "/b?c", "");
    assert_eq!((status, body.as_str()), (404, r#"{"error":"no rule of the scripted server fits PUT /b?c"}"#));
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn an_answer_has_status_headers_and_body() {
    let server = Server::start(rules(
        "[{on: GET /a, status: 418, reason: Teapot, headers: {X-Id: 7, Set-Cookie: [a=1, b=2]}, base64: AP8=}]",
    ));
    let mut client = Client::new(&server.url());
    client.send("GET", "/a", "", "");
    let (status, headers, body) = client.answer().expect("an answer");
    assert_eq!(status, "HTTP/1.1 418 Teapot");
    let kind = "Content-Type: application/octet-stream";
    assert_eq!(headers, [kind, "X-Id: 7", "Set-Cookie: a=1", "Set-Cookie: b=2", "Content-Length: 2"]);
    assert_eq!(body, [0, 255]);
}

#[test]
fn files_null_head_and_no_content_are_answered_as_http_wants() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.xml"), "<a/>").expect("written");
    let script = "[{on: '* /f', file: a.xml}, {on: GET /n, status: 204}, {on: GET /null, json: null}]";
    let server = Server::start(read(script, folder.path()).expect("good rules"));
    let mut client = Client::new(&server.url());
    client.send("GET", "/f", "", "");
    let (_, headers, body) = client.answer().expect("an answer");
    assert_eq!((headers[0].as_str(), body.as_slice()), ("Content-Type: application/xml", b"<a/>".as_slice()));
    client.send("HEAD", "/f", "", "");
    assert_eq!(client.head().expect("an answer").1, headers);
    client.send("GET", "/n", "", "");
    assert_eq!(client.answer().expect("an answer"), ("HTTP/1.1 204 No Content".to_owned(), vec![], vec![]));
    assert_eq!(client.call("GET", "/null", ""), (200, "null".to_owned()));
}

#[test]
fn an_echo_tells_the_request() {
    let server = Server::start(rules("[{on: POST *, status: 201, echo: true}]"));
    let mut client = Client::new(&server.url());
    let (status, body) = client.call("POST", "/e?a=1&a=2&b=%26+c", "[1]");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(status, 201);
    assert_eq!(body["query"], json!({ "a": ["1", "2"], "b": "& c" }));
    assert_eq!(
        (&body["method"], &body["path"], &body["body"]),
        (&json!("POST"), &json!("/e"), &json!("[1]"))
    );
    assert_eq!(body["headers"]["content-type"], "application/json");
}

#[test]
fn faults_close_where_they_say() {
    let server = Server::start(rules(
        "[{on: GET /before, close: before}, {on: GET /after, text: whole, close: after},
          {on: GET /mid, text: halves, close: mid}, {on: GET /raw, raw: \"HTTP/1.1 200\\r\\n\"}]",
    ));
    let client = |path: &str| {
        let mut client = Client::new(&server.url());
        client.send("GET", path, "", "");
        client
    };
    assert!(client("/before").ended());
    let mut after = client("/after");
    assert_eq!(after.answer().expect("an answer").2, b"whole");
    assert!(after.ended());
    let mut mid = client("/mid");
    let (_, headers, body) = mid.answer().expect("a head");
    assert_eq!(
        (headers.last().map(String::as_str), body.as_slice()),
        (Some("Content-Length: 6"), b"hal".as_slice())
    );
    let mut raw = String::new();
    client("/raw").0.read_to_string(&mut raw).expect("text");
    assert_eq!(raw, "HTTP/1.1 200\r\n");
}

#[test]
fn a_hanging_rule_ends_with_the_client_or_the_server() {
    let server = Server::start(rules("[{on: GET /hang, hang: true}, {on: GET /up, text: up}]"));
    let mut gone = Client::new(&server.url());
    gone.send("GET", "/hang", "", "");
    drop(gone);
    let mut waiting = Client::new(&server.url());
    waiting.send("GET", "/hang", "", "");
    assert_eq!(Client::new(&server.url()).call("GET", "/up", ""), (200, "up".to_owned()));
    drop(server);
    assert!(waiting.answer().is_none());
}

#[test]
fn chunked_bodies_and_expectations_of_a_client_are_understood() {
    let server = Server::start(rules("[{on: POST /c, echo: true}]"));
    let mut client = Client::new(&server.url());
    let head = "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
    client.0.get_mut().write_all(head.as_bytes()).expect("the server reads");
    assert_eq!(client.answer().expect("an interim answer").0, "HTTP/1.1 100 Continue");
    client.0.get_mut().write_all(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").expect("the server reads");
    client.answer().expect("an answer");
    assert_eq!(server.requests()[0].body, b"abcde");
}

#[test]
fn requests_are_shown_with_sorted_headers() {
    let server = Server::start(rules("[{on: '* *'}]"));
    let mut client = Client::new(&server.url());
    client.call("POST", "/a?b", "{}");
    client.send("GET", "/c", "X-B: 1\r\nAccept: */*\r\n", "");
    client.answer().expect("an answer");
    assert_eq!(
        show(&server.requests()),
        "POST /a?b\ncontent-length: 2\ncontent-type: application/json\nhost: test\n\n{}\n\n\
         GET /c\naccept: */*\ncontent-length: 0\nhost: test\nx-b: 1\n"
    );
}

#[test]
fn a_slip_in_a_script_is_told() {
    let error = |yaml| read(yaml, std::path::Path::new("")).expect_err("a slip");
    assert!(error("[{on: GET /a, stauts: 200}]").contains("stauts"));
    assert!(error("[{on: GET}]").contains("METHOD /path"));
    assert!(error("[{on: GET /a, text: a, json: 1}]").contains("only one of"));
    assert!(error("[{on: GET /a, hang: true, status: 200}]").contains("take no status"));
}

#[test]
fn a_refusing_port_refuses() {
    let refusing = Refusing::new().expect("a port");
    let address: SocketAddr = refusing.url().trim_start_matches("http://").parse().expect("an address");
    let error = TcpStream::connect(address).expect_err("refused");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

fn documented(fail: Option<&str>) -> Documented {
    let factors = BTreeMap::from([("email".to_owned(), "271008".to_owned())]);
    let recovery_codes = vec!["729435".to_owned(), "729436".to_owned()];
    let mary = Account { name: "mary".to_owned(), password: "pw".to_owned(), factors, recovery_codes };
    let plain =
        Account { name: "paul".to_owned(), factors: BTreeMap::new(), recovery_codes: vec![], ..mary.clone() };
    let fail = fail.map(str::to_owned);
    Documented::start(Setup { accounts: vec![mary, plain], documents: 12, fail, locked_may_log_out: false })
}

fn log_in(client: &mut Client, name: &str) -> (Value, String) {
    let body = json!({ "name": name, "password": "pw", "returnToken": true }).to_string();
    let (status, body) = client.call("POST", "/api/v1/login", &body);
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let token = body["token"].as_str().expect("a token").to_owned();
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{token}");
    (body, token)
}

#[test]
fn the_documented_flow_leaves_no_session_open() {
    let api = documented(None);
    let mut client = Client::new(&api.url());
    let (body, token) = log_in(&mut client, "mary");
    assert_eq!((&body["logged"], &body["isUnlocked"]), (&json!(true), &json!(false)));
    let at = |path: &str| format!("/api/v1/{path}?token={token}");
    let page = r#"{"from":10,"size":10}"#;
    for (method, path, body) in [("POST", "search", page), ("GET", "logout", "")] {
        let locked = (403, r#"{"message":"Access token is locked"}"#.to_owned());
        assert_eq!(client.call(method, &at(path), body), locked);
    }
    assert_eq!((api.open_sessions(), api.locked_sessions()), (0, 1));
    let code = r#"{"recoveryCode":"729435"}"#;
    let left = (200, r#"{"remainingRecoveryCodes":1}"#.to_owned());
    assert_eq!(client.call("POST", &at("login/recovery"), code), left);
    assert_eq!(client.call("POST", &at("login/recovery"), code).0, 403);
    assert_eq!((api.received("729435"), api.received("729436")), (2, 0));
    let (status, found) = client.call("POST", &at("search"), page);
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!(
        (status, &found["total"], found["results"].as_array().map(Vec::len)),
        (200, &json!(12), Some(2))
    );
    let (_, other) = log_in(&mut client, "paul");
    assert_eq!(client.call("GET", &at("logout"), "").0, 204);
    assert_eq!(client.call("POST", &at("search"), page).0, 401);
    assert_eq!(client.call("POST", &format!("/api/v1/search?token={other}"), page).0, 200);
    assert_eq!(api.open_sessions(), 1);
}

#[test]
fn the_documented_factors_unlock_and_a_failing_step_answers_500() {
    let api = documented(Some("search"));
    let mut client = Client::new(&api.url());
    let (_, token) = log_in(&mut client, "mary");
    let unlock = format!("/api/v1/login/unlock?token={token}");
    let factor =
        |password: &str| json!({ "factors": [{ "factor": "email", "password": password }] }).to_string();
    assert_eq!(client.call("POST", &unlock, &factor("0")).0, 403);
    let (status, body) = client.call("POST", &unlock, &factor("271008"));
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"isUnlocked":true,"factors":[{"factor":"email","unlocked":true}]}"#)
    );
    assert_eq!(
        client.call("POST", &format!("/api/v1/search?token={token}"), r#"{"from":0,"size":1}"#).0,
        500
    );
    assert_eq!(api.open_sessions(), 1);
    assert_eq!(client.call("POST", "/api/v1/login", r#"{"name":"mary","password":"no"}"#).0, 401);
}

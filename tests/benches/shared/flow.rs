//! The four requests of the reference flow by hand: over a ureq Agent, and over a socket. Answers are read whole, and
//! nothing is judged.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::TOKEN;

const LOGIN: &str =
    "{\"name\":\"mary.griffin@circularo.com\",\"password\":\"#32Password1!\",\"returnToken\":true}";

/// Method, path below the base and body of each request.
fn requests() -> [(&'static str, String, Option<&'static str>); 4] {
    [
        ("POST", "/login".to_owned(), Some(LOGIN)),
        ("POST", format!("/login/recovery?token={TOKEN}"), Some("{\"recoveryCode\":\"729435\"}")),
        ("POST", format!("/search?token={TOKEN}"), Some("{\"from\":0,\"size\":10}")),
        ("GET", format!("/logout?token={TOKEN}"), None),
    ]
}

/// Over one Agent.
pub fn over_ureq(port: u16, flows: usize) -> Duration {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
    let agent = ureq::Agent::new_with_config(config);
    let started = Instant::now();
    for _ in 0..flows {
        for (method, path, body) in requests() {
            let uri = format!("http://127.0.0.1:{port}/api/v1{path}");
            let request = ureq::http::Request::builder().method(method).uri(uri);
            let mut response = match body {
                Some(body) => {
                    let request = request.header("content-type", "application/json").body(body.as_bytes());
                    agent.run(request.expect("a request")).expect("an answer")
                }
                None => agent.run(request.body(()).expect("a request")).expect("an answer"),
            };
            let bytes = response.body_mut().read_to_vec().expect("a whole body");
            assert!(!bytes.is_empty());
        }
    }
    started.elapsed()
}

/// Over one connection, with no more HTTP than that.
pub fn over_a_socket(port: u16, flows: usize) -> Duration {
    let mut writer = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    writer.set_nodelay(true).expect("no delay");
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    let (mut line, mut bytes) = (String::new(), Vec::new());
    let started = Instant::now();
    for _ in 0..flows {
        for (method, path, body) in requests() {
            let body = body.unwrap_or_default();
            let head = format!(
                "{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            writer.write_all(head.as_bytes()).expect("the request is sent");
            let mut length = 0;
            loop {
                line.clear();
                assert!(reader.read_line(&mut line).expect("an answer") > 0, "the server has gone away");
                if line == "\r\n" {
                    break;
                }
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().expect("a length");
                }
            }
            bytes.resize(length, 0);
            reader.read_exact(&mut bytes).expect("a whole body");
        }
    }
    started.elapsed()
}

//! The smallest HTTP client that does: one connection, kept alive, JSON both ways.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use runthrough::testing::sandbox::{Account, Sandbox};
use serde_json::{Value, json};

use super::document;

/// A connection to a sandbox.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer. Without a body, `body` is null.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Value,
}

/// The host and port of a sandbox.
pub fn host(sandbox: &Sandbox) -> String {
    let url = sandbox.base_url();
    url.strip_prefix("http://").unwrap().strip_suffix("/api/v1").unwrap().to_owned()
}

impl Client {
    pub fn new(sandbox: &Sandbox) -> Client {
        Client::connect(&host(sandbox)).unwrap()
    }

    pub fn connect(host: &str) -> io::Result<Client> {
        Ok(Client { stream: BufReader::new(TcpStream::connect(host)?), host: host.to_owned() })
    }

    /// Sends a request as it stands and reads the whole answer.
    pub fn raw(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) -> io::Result<Answer> {
        let length = body.len();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {length}\r\n\r\n",
            self.host
        );
        self.stream.get_mut().write_all(&[head.as_bytes(), body].concat())?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let headers = head.to_lowercase();
        let length = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.stream.read_exact(&mut body)?;
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        Ok(Answer { status: head[9..12].parse().unwrap(), headers, body })
    }

    /// Calls an operation below `/api/v1` without holding the answer against the document.
    pub fn send(&mut self, method: &str, target: &str, body: &Value) -> io::Result<Answer> {
        let target = format!("/api/v1{target}");
        if body.is_null() {
            return self.raw(method, &target, "", b"");
        }
        self.raw(method, &target, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// Calls an operation, and checks that the answer is as the OpenAPI document says.
    pub fn call(&mut self, method: &str, target: &str, body: Value) -> Answer {
        let answer = self.send(method, target, &body).unwrap();
        document::check(method, target.split('?').next().unwrap(), &answer);
        answer
    }

    /// Logs in and returns the token.
    pub fn login(&mut self, account: &Account) -> String {
        let Account { name, password, .. } = account;
        let body = json!({"name": name, "password": password, "returnToken": true});
        let answer = self.send("POST", "/login", &body).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["token"].as_str().unwrap().to_owned()
    }

    pub fn recover(&mut self, token: &str, code: &str) -> Answer {
        self.call("POST", &format!("/login/recovery?token={token}"), json!({"recoveryCode": code}))
    }

    pub fn search(&mut self, token: &str) -> Answer {
        self.call("POST", &format!("/search?token={token}"), json!({"from": 0, "size": 10}))
    }

    pub fn logout(&mut self, token: &str) -> Answer {
        self.call("GET", &format!("/logout?token={token}"), Value::Null)
    }
}

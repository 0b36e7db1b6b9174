//! The scripted server: answers by rules, writes down every request.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::http::{Answer, Request};
use super::listener::{self, After, Bound, Listener, Service, lock};
use super::rules::{self, Action, Fault, Rule};

/// A running scripted server; it ends when this is dropped.
pub struct Server {
    listener: Listener,
    script: Arc<Script>,
}

impl Server {
    /// Starts a server with these rules (`rules::rules("- on: GET /…")`).
    ///
    /// # Panics
    /// Where no port can be bound.
    pub fn start(rules: Vec<Rule>) -> Server {
        let bound = listener::bind().expect("a free port of 127.0.0.1");
        Server::start_on(bound, rules)
    }

    /// Starts on a port that is bound already: for rules that name the server's own URL.
    pub fn start_on(bound: Bound, rules: Vec<Rule>) -> Server {
        let uses = vec![0; rules.len()];
        let script = Arc::new(Script { rules, state: Mutex::new(State { uses, requests: Vec::new() }) });
        let listener = bound.serve(Arc::clone(&script) as Arc<dyn Service>);
        Server { listener, script }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.listener.url()
    }

    /// The requests so far, in the order in which they were read. One whose answer has been seen is among them.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.script.state).requests.clone()
    }
}

struct Script {
    rules: Vec<Rule>,
    state: Mutex<State>,
}

struct State {
    uses: Vec<usize>,
    requests: Vec<Request>,
}

impl Script {
    /// Writes the request down and chooses its rule under one lock: two requests never share a rule's last use.
    fn choose(&self, request: &Request) -> Option<&Rule> {
        let mut state = lock(&self.state);
        state.requests.push(request.clone());
        for (rule, uses) in self.rules.iter().zip(&mut state.uses) {
            if rule.fits(request) && rule.times.is_none_or(|times| *uses < times) {
                *uses += 1;
                return Some(rule);
            }
        }
        None
    }
}

impl Service for Script {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        match self.choose(&request).map(|rule| &rule.action) {
            None => {
                let error =
                    format!("no rule of the scripted server fits {} {}", request.method, request.target);
                answer(&Answer::json(404, &json!({ "error": error })), Fault::None, &request, stream)
            }
            Some(Action::Answer(given, fault)) => answer(given, *fault, &request, stream),
            Some(Action::Echo(given, fault)) => {
                let body = rules::echo(&request).to_string().into_bytes();
                answer(&Answer { body, ..given.clone() }, *fault, &request, stream)
            }
            Some(Action::Raw(bytes)) => {
                stream.write_all(bytes)?;
                Ok(After::Close)
            }
            Some(Action::Hang) => Ok(After::Hang),
        }
    }
}

fn answer(answer: &Answer, fault: Fault, request: &Request, stream: &mut dyn Write) -> io::Result<After> {
    match fault {
        Fault::None => answer.write(&request.method, stream).map(|()| After::Keep),
        Fault::After => answer.write(&request.method, stream).map(|()| After::Close),
        Fault::Before => Ok(After::Close),
        Fault::Mid => {
            let (mut bytes, body) = answer.bytes(&request.method);
            bytes.extend_from_slice(&body[..body.len() / 2]);
            stream.write_all(&bytes)?;
            Ok(After::Close)
        }
    }
}

/// Requests as the snapshots show them: headers by name, the body as it came, a blank line between two. `host` and
/// other volatile values are drawn out by `redact`.
pub fn show(requests: &[Request]) -> String {
    let mut shown = String::new();
    for (index, request) in requests.iter().enumerate() {
        if index > 0 {
            shown.push('\n');
        }
        shown.push_str(&format!("{} {}\n", request.method, request.target));
        let mut headers: Vec<_> =
            request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        headers.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, value) in headers {
            shown.push_str(&format!("{name}: {value}\n"));
        }
        if !request.body.is_empty() {
            shown.push_str(&format!("\n{}\n", request.text().trim_end_matches('\n')));
        }
    }
    shown
}

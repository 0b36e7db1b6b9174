//! A server that counts its open sessions.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::super::listener::lock;
use super::{Head, Hostile, manners};

/// The server: `POST /login` opens a session and answers its token, `GET /logout?token=…` closes it; every other path is
/// one of the hostile manners, `/busy` answers 503.
pub struct Sessions {
    /// The server itself.
    pub server: Hostile,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    tokens: BTreeSet<usize>,
    made: usize,
}

impl Sessions {
    /// A server without sessions.
    pub fn start() -> Sessions {
        let open: Arc<Mutex<Open>> = Arc::default();
        let sessions = open.clone();
        let server = Hostile::start(move |head, stream| answer(&sessions, head, stream));
        Sessions { server, open }
    }

    /// How many sessions are open.
    pub fn open(&self) -> usize {
        lock(&self.open).tokens.len()
    }

    /// How many were ever opened.
    pub fn made(&self) -> usize {
        lock(&self.open).made
    }
}

fn answer(open: &Mutex<Open>, head: &Head, stream: &mut TcpStream) -> io::Result<bool> {
    let (status, body) = match head.path.as_str() {
        "/login" => {
            head.drop_body(stream)?;
            let mut open = lock(open);
            let token = open.made;
            open.made += 1;
            open.tokens.insert(token);
            (200, format!("{{\"token\": \"{token}\"}}"))
        }
        "/logout" => {
            let token = head.first_line.split(['=', ' ']).nth(2).and_then(|token| token.parse().ok());
            match token.is_some_and(|token| lock(open).tokens.remove(&token)) {
                true => (200, "{}".to_owned()),
                false => (403, "{}".to_owned()),
            }
        }
        "/busy" => (503, "{}".to_owned()),
        _ => return manners::play(head, stream, ""),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Told\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes())?;
    Ok(true)
}

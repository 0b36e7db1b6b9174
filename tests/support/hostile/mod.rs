//! A server that breaks every rule, each at a path of its own (`manners`), and a run of the real binary to watch.

pub mod child;
pub mod manners;
pub mod sessions;

use std::io::{self, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use super::listener::lock;

/// Nothing takes so long; a test that waits for it hangs.
pub const GUARD: Duration = Duration::from_secs(60);

/// What a server saw.
#[derive(Default)]
pub struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
    changed: Condvar,
}

impl Seen {
    /// Writes a request down: its first line.
    pub fn add(&self, request: &str) {
        lock(&self.requests).push(request.to_owned());
        self.changed.notify_all();
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many requests have this in their first line.
    pub fn count(&self, part: &str) -> usize {
        lock(&self.requests).iter().filter(|request| request.contains(part)).count()
    }

    /// Waits for so many requests.
    pub fn wait(&self, part: &str, times: usize) {
        let requests = lock(&self.requests);
        let few = |requests: &mut Vec<String>| {
            requests.iter().filter(|request| request.contains(part)).count() < times
        };
        let (requests, waited) =
            self.changed.wait_timeout_while(requests, GUARD, few).expect("no test thread panicked");
        assert!(!waited.timed_out(), "{times} requests with {part:?} do not come: {requests:?}");
    }
}

/// Head of a request, as it came.
pub struct Head {
    /// `METHOD /path HTTP/1.1`.
    pub first_line: String,
    /// The path without its query.
    pub path: String,
    /// All of it, the empty line included; the first line alone where the rest is left unread.
    pub text: String,
}

impl Head {
    /// Reads and drops the body.
    pub fn drop_body(&self, stream: &mut TcpStream) -> io::Result<()> {
        let head = self.text.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        io::copy(&mut stream.take(length.unwrap_or(0)), &mut io::sink())?;
        Ok(())
    }
}

/// What a server does with a request whose body is not read yet; `false` closes the connection.
pub type Manner = dyn Fn(&Head, &mut TcpStream) -> io::Result<bool> + Send + Sync;

/// A running server. It ends with the process: its threads wait for clients that go away.
pub struct Hostile {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// What it saw.
    pub seen: Arc<Seen>,
}

impl Hostile {
    /// A server with these manners.
    pub fn start(manner: impl Fn(&Head, &mut TcpStream) -> io::Result<bool> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (seen, manner): (Arc<Seen>, Arc<Manner>) = (Arc::default(), Arc::new(manner));
        let server = Hostile { url, seen: seen.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let (seen, manner) = (seen.clone(), manner.clone());
                thread::spawn(move || {
                    let mut stream = stream;
                    let _ = stream.set_nodelay(true);
                    // An error is the client's going away.
                    while let Ok(Some(head)) = read_head(&mut stream) {
                        seen.add(&head.first_line);
                        if !manner(&head, &mut stream).unwrap_or(false) {
                            break;
                        }
                    }
                });
            }
        });
        server
    }
}

/// Reads a head byte by byte: what comes after it stays in the socket. Of a path that begins with `/reset` only the first
/// line is read: a socket that is closed with something unread in it resets its connection.
fn read_head(stream: &mut TcpStream) -> io::Result<Option<Head>> {
    let mut text = Vec::new();
    let mut byte = [0];
    loop {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        text.push(byte[0]);
        let first_line = text.ends_with(b"\r\n") && text.iter().filter(|byte| **byte == b'\n').count() == 1;
        let stop = first_line
            && text.split(|byte| *byte == b' ').nth(1).is_some_and(|path| path.starts_with(b"/reset"));
        if stop || text.ends_with(b"\r\n\r\n") {
            break;
        }
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let first_line = text.lines().next().unwrap_or_default().to_owned();
    let target = first_line.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    Ok(Some(Head { first_line, path, text }))
}

/// A port of loopback that lets no connection come about: the queue of its listener is full.
#[cfg(target_os = "linux")]
pub struct FullQueue {
    /// Its address.
    pub address: SocketAddr,
    _sockets: (TcpListener, Vec<TcpStream>),
}

#[cfg(target_os = "linux")]
impl FullQueue {
    /// Fills the queue until nobody is answered any more.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut waiting = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            waiting.push(stream);
        }
        FullQueue { address, _sockets: (listener, waiting) }
    }

    /// Waits for somebody who tries to connect: the system's table has a socket in the state SYN-SENT (02).
    pub fn wait(&self) {
        let port = format!(":{:04X}", self.address.port());
        let tries = |line: &str| {
            let mut words = line.split_whitespace().skip(2);
            words.next().is_some_and(|remote| remote.ends_with(&port)) && words.next() == Some("02")
        };
        let started = std::time::Instant::now();
        while !std::fs::read_to_string("/proc/net/tcp").expect("the table").lines().any(tries) {
            assert!(started.elapsed() < GUARD, "nobody tries to connect");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

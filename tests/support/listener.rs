//! The sockets of a test server: a free port of 127.0.0.1, a thread a connection, kept alive between requests, and an
//! end that waits for nothing but its own threads.

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::http::{self, Request};

/// What carries a connection's bytes. A trait, so that TLS can come between the socket and HTTP.
pub trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// What happens to a connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The next request is read.
    Keep,
    /// The connection is closed.
    Close,
    /// Nothing more is said, until the client goes away or the server ends.
    Hang,
}

/// What a server does with a request: writes what it likes, and says how the connection goes on.
pub trait Service: Send + Sync + 'static {
    /// Answers one request. An error closes the connection.
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After>;
}

/// A bound port that does not answer yet: its URL is known before what it will say is written.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

/// Binds a free port.
pub fn bind() -> io::Result<Bound> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    Ok(Bound { listener, address })
}

impl Bound {
    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts answering.
    pub fn serve(self, service: Arc<dyn Service>) -> Listener {
        let shared = Arc::new(Shared { stop: AtomicBool::new(false), connections: Mutex::new(Vec::new()) });
        let address = self.address;
        let accepting = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept(&self.listener, &service, &shared))
        };
        Listener { address, shared, accepting: Some(accepting) }
    }
}

/// A running server; it ends when this is dropped.
pub struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    stop: AtomicBool,
    connections: Mutex<Vec<(TcpStream, JoinHandle<()>)>>,
}

impl Listener {
    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // A connection of our own wakes the accepting thread.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.accepting.take() {
            let _ = thread.join();
        }
        for (socket, thread) in lock(&self.shared.connections).drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
            let _ = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, service: &Arc<dyn Service>, shared: &Shared) {
    for socket in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        let Ok(socket) = socket else { continue };
        let Ok(handle) = socket.try_clone() else { continue };
        let service = Arc::clone(service);
        let thread = thread::spawn(move || {
            // An error here is the client's going away, or a fault that the script asked for.
            let _ = connection(&socket, service.as_ref());
            // The copy that waits for the server's end would keep the socket open.
            let _ = socket.shutdown(Shutdown::Both);
        });
        let mut connections = lock(&shared.connections);
        connections.retain(|(_, thread)| !thread.is_finished());
        connections.push((handle, thread));
    }
}

fn connection(socket: &TcpStream, service: &dyn Service) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let stream: Box<dyn Stream> = Box::new(socket.try_clone()?);
    let mut stream = BufReader::new(stream);
    let proceed = |stream: &mut BufReader<Box<dyn Stream>>| {
        stream.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
    };
    while let Some(request) = http::read_request(&mut stream, proceed)? {
        let close = request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        match service.serve(request, stream.get_mut())? {
            After::Keep if !close => {}
            After::Keep | After::Close => break,
            After::Hang => {
                io::copy(&mut stream, &mut io::sink())?;
                break;
            }
        }
    }
    Ok(())
}

/// A lock that a panicking test thread does not spoil for the others.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A port that refuses connections, and that no one else can be given while this lives: it is the client's end of a
/// connection of our own. A port that was merely bound and freed could be another test's server a moment later.
pub struct Refusing {
    address: SocketAddr,
    _sockets: (TcpListener, TcpStream),
}

impl Refusing {
    /// Takes such a port.
    pub fn new() -> io::Result<Refusing> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let client = TcpStream::connect(listener.local_addr()?)?;
        Ok(Refusing { address: client.local_addr()?, _sockets: (listener, client) })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

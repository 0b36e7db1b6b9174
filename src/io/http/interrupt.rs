//! Giving up what is under way.
//!
//! Every connection is known here. When the run is interrupted, those that serve an interruptible call are shut, which
//! wakes their threads at once; idle ones and those of a cleanup go on. A connection's state is one atomic, so a call on
//! a pooled connection takes no lock.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ureq::Error;
use ureq::unversioned::transport::ShutdownHandle;

use super::call;

/// Idle, or serving a call that is not interruptible.
const KEPT: u8 = 0;
/// Serving an interruptible call.
const BUSY: u8 = 1;
/// Shut by us.
const SHUT: u8 = 2;

/// A connection that can be shut from another thread.
pub(super) struct Conn {
    socket: Socket,
    state: AtomicU8,
}

enum Socket {
    Own(TcpStream),
    /// Made by the client itself (SOCKS), which keeps the socket.
    Foreign(Weak<dyn ShutdownHandle>),
}

impl Conn {
    fn new(socket: Socket, interruptible: bool) -> Arc<Self> {
        Arc::new(Conn { socket, state: AtomicU8::new(if interruptible { BUSY } else { KEPT }) })
    }

    /// A connection over a socket of ours.
    pub fn own(stream: TcpStream, interruptible: bool) -> Arc<Self> {
        Self::new(Socket::Own(stream), interruptible)
    }

    /// A connection over a socket that the client keeps.
    pub fn foreign(handle: Weak<dyn ShutdownHandle>, interruptible: bool) -> Arc<Self> {
        Self::new(Socket::Foreign(handle), interruptible)
    }

    /// The socket, if it is ours.
    pub fn stream(&self) -> Option<&TcpStream> {
        match &self.socket {
            Socket::Own(stream) => Some(stream),
            Socket::Foreign(_) => None,
        }
    }

    /// A call begins on it.
    pub fn begin(&self, interruptible: bool) {
        if interruptible {
            let _ = self.state.compare_exchange(KEPT, BUSY, Ordering::SeqCst, Ordering::SeqCst);
        }
    }

    /// Its call has ended; `false` when it cannot serve another one.
    pub fn end(&self) -> bool {
        let _ = self.state.compare_exchange(BUSY, KEPT, Ordering::SeqCst, Ordering::SeqCst);
        !self.is_shut()
    }

    /// We shut it.
    pub fn is_shut(&self) -> bool {
        self.state.load(Ordering::SeqCst) == SHUT
    }

    fn interrupt(&self) {
        if self.state.compare_exchange(BUSY, SHUT, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            match &self.socket {
                // An error means that it is closed already.
                Socket::Own(stream) => drop(stream.shutdown(Shutdown::Both)),
                Socket::Foreign(handle) => {
                    if let Some(handle) = handle.upgrade() {
                        handle.shutdown();
                    }
                }
            }
        }
    }
}

/// What the calls of one client share: whether the run is interrupted, and whom to wake then.
#[derive(Default)]
pub(super) struct Interruption {
    set: AtomicBool,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    connections: Vec<Weak<Conn>>,
    /// Closed connections are dropped from the list when it has grown to this.
    prune_at: usize,
    waiters: HashMap<u64, Waker>,
    next_waiter: u64,
}

type Waker = Box<dyn Fn() + Send>;

impl Interruption {
    /// The run was interrupted.
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::SeqCst)
    }

    /// An error when the call of this thread is to be given up.
    pub fn check(&self, interruptible: bool) -> Result<(), Error> {
        if interruptible && self.is_set() { Err(Stop::Interrupted.into()) } else { Ok(()) }
    }

    /// Gives up all interruptible calls, also those to come.
    pub fn interrupt(&self) {
        self.set.store(true, Ordering::SeqCst);
        let known = self.known();
        known.connections.iter().filter_map(Weak::upgrade).for_each(|conn| conn.interrupt());
        known.waiters.values().for_each(|wake| wake());
    }

    /// Makes a connection known, so that it is shut when its call is given up.
    pub fn add(&self, conn: &Arc<Conn>) {
        let mut known = self.known();
        if known.connections.len() >= known.prune_at {
            known.connections.retain(|conn| conn.strong_count() > 0);
            known.prune_at = (2 * known.connections.len()).max(64);
        }
        known.connections.push(Arc::downgrade(conn));
    }

    /// Does on a thread of its own what can neither be limited in time nor woken. When the limit or an interruption
    /// comes first, the thread is left to itself.
    pub fn apart<T: Send + 'static>(
        &self,
        interruptible: bool,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = mpsc::channel();
        let waker = sender.clone();
        let id = interruptible.then(|| {
            let mut known = self.known();
            known.next_waiter += 1;
            let id = known.next_waiter;
            // A receiver that is gone has got what it waited for.
            known.waiters.insert(id, Box::new(move || drop(waker.send(None))));
            id
        });
        // After the waiter is known, else an interruption in between would be missed.
        let outcome = self.check(interruptible).and_then(|()| {
            std::thread::Builder::new()
                .name("network".to_owned())
                .stack_size(256 * 1024)
                .spawn(move || drop(sender.send(Some(work()))))
                .map_err(Error::Io)?;
            match receiver.recv_timeout(limit) {
                Ok(Some(value)) => Ok(value),
                Ok(None) => Err(Stop::Interrupted.into()),
                Err(RecvTimeoutError::Timeout) => Err(call::timed_out()),
                Err(RecvTimeoutError::Disconnected) => {
                    Err(Error::Io(std::io::Error::other("the helper thread failed")))
                }
            }
        });
        if let Some(id) = id {
            self.known().waiters.remove(&id);
        }
        outcome
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Interruption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interruption").field("set", &self.is_set()).finish()
    }
}

/// Ends of a call that the client has no word for.
#[derive(Debug)]
pub(super) enum Stop {
    /// We gave it up.
    Interrupted,
    /// The connection was reset. Said with a word of our own because the client takes a reset for the regular end of a
    /// body without a length.
    Reset,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stop::Interrupted => "interrupted",
            Stop::Reset => "connection reset",
        })
    }
}

impl std::error::Error for Stop {}

impl From<Stop> for Error {
    fn from(stop: Stop) -> Self {
        Error::Other(Box::new(stop))
    }
}

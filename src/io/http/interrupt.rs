//! Giving up what is under way.
//!
//! Every connection is known here. When the run is interrupted, those that are being made for an interruptible call are
//! shut, which wakes their threads at once. A call that has begun to send has a moment more (`LAST_ANSWER`): its answer
//! may already be on the way. Calls of a cleanup that are under way then have as long as one that begins later
//! (`CLEANUP_REQUEST`), whatever their own limit; idle connections go on. A connection's state is one atomic, so a call
//! on a pooled connection takes no lock.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ureq::Error;
use ureq::unversioned::transport::ShutdownHandle;

use super::timeout::timed_out;
use crate::vocabulary::limits::{CLEANUP_REQUEST, LAST_ANSWER};

/// What becomes of a call when the run is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallPurpose {
    /// It is given up at once.
    Run,
    /// It belongs to a cleanup and began before: it is given up a little later.
    Cleanup,
    /// It belongs to a cleanup and began afterwards: its own limit is short.
    LateCleanup,
}

/// Idle, or serving a call that nothing ends early.
const KEPT: u8 = 0;
/// Being made for a call of the run.
const NEW: u8 = 1;
/// Serving a call of the run, which may have reached the server.
const BUSY: u8 = 2;
/// Serving a call of a cleanup.
const CLEANUP: u8 = 3;
/// Shut by us.
const SHUT: u8 = 4;

impl CallPurpose {
    fn state(self) -> u8 {
        match self {
            CallPurpose::Run => BUSY,
            CallPurpose::Cleanup => CLEANUP,
            CallPurpose::LateCleanup => KEPT,
        }
    }

    /// How a call ends that is given up.
    pub fn given_up(self) -> Stop {
        if self == CallPurpose::Run { Stop::Interrupted } else { Stop::CleanupTime }
    }
}

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
    fn new(socket: Socket, purpose: CallPurpose) -> Arc<Self> {
        let state = if purpose == CallPurpose::Run { NEW } else { purpose.state() };
        Arc::new(Conn { socket, state: AtomicU8::new(state) })
    }

    /// A connection over a socket of ours.
    pub fn own(stream: TcpStream, purpose: CallPurpose) -> Arc<Self> {
        Self::new(Socket::Own(stream), purpose)
    }

    /// A connection over a socket that the client keeps.
    pub fn foreign(handle: Weak<dyn ShutdownHandle>, purpose: CallPurpose) -> Arc<Self> {
        Self::new(Socket::Foreign(handle), purpose)
    }

    /// The socket, if it is ours.
    pub fn stream(&self) -> Option<&TcpStream> {
        match &self.socket {
            Socket::Own(stream) => Some(stream),
            Socket::Foreign(_) => None,
        }
    }

    /// A call begins to send on it.
    pub fn begin(&self, purpose: CallPurpose) {
        for idle in [KEPT, NEW] {
            let _ = self.state.compare_exchange(idle, purpose.state(), Ordering::SeqCst, Ordering::SeqCst);
        }
    }

    /// Its call has ended; `false` when it cannot serve another one.
    pub fn end(&self) -> bool {
        for busy in [NEW, BUSY, CLEANUP] {
            let _ = self.state.compare_exchange(busy, KEPT, Ordering::SeqCst, Ordering::SeqCst);
        }
        !self.is_shut()
    }

    /// We shut it.
    pub fn is_shut(&self) -> bool {
        self.state.load(Ordering::SeqCst) == SHUT
    }

    fn shut(&self, state: u8) {
        if self.state.compare_exchange(state, SHUT, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
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
    /// The calls of cleanups that had begun before have had their time.
    late: AtomicBool,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    connections: Vec<Weak<Conn>>,
    /// Closed connections are dropped from the list when it has grown to this.
    prune_at: usize,
    waiters: HashMap<u64, (CallPurpose, Waker)>,
    next_waiter: u64,
}

type Waker = Box<dyn Fn() + Send>;

impl Interruption {
    /// The run was interrupted.
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::SeqCst)
    }

    /// The purpose of a call that begins now.
    pub fn purpose(&self, interruptible: bool) -> CallPurpose {
        match (interruptible, self.is_set()) {
            (true, _) => CallPurpose::Run,
            (false, false) => CallPurpose::Cleanup,
            (false, true) => CallPurpose::LateCleanup,
        }
    }

    /// An error when the call of this thread is to be given up.
    pub fn check(&self, purpose: CallPurpose) -> Result<(), Error> {
        let over = match purpose {
            CallPurpose::Run => self.is_set(),
            CallPurpose::Cleanup => self.late.load(Ordering::SeqCst),
            CallPurpose::LateCleanup => false,
        };
        if over { Err(purpose.given_up().into()) } else { Ok(()) }
    }

    /// Gives up all interruptible calls, also those to come; those that are on their way, and those of cleanups, a little
    /// later.
    pub fn interrupt(self: &Arc<Self>) {
        if self.set.swap(true, Ordering::SeqCst) {
            return;
        }
        self.shut(NEW);
        self.wake(CallPurpose::Run);
        let this = self.clone();
        let later = std::thread::Builder::new().name("interruption".to_owned()).spawn(move || {
            std::thread::sleep(LAST_ANSWER);
            this.shut(BUSY);
            std::thread::sleep(CLEANUP_REQUEST.saturating_sub(LAST_ANSWER));
            this.late.store(true, Ordering::SeqCst);
            this.shut(CLEANUP);
            this.wake(CallPurpose::Cleanup);
        });
        // Without the thread the grace time bounds the cleanups.
        if later.is_err() {
            self.shut(BUSY);
        }
    }

    fn shut(&self, state: u8) {
        self.known().connections.iter().filter_map(Weak::upgrade).for_each(|conn| conn.shut(state));
    }

    fn wake(&self, whom: CallPurpose) {
        let known = self.known();
        known.waiters.values().filter(|(purpose, _)| *purpose == whom).for_each(|(_, wake)| wake());
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
        purpose: CallPurpose,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = mpsc::channel();
        let waker = sender.clone();
        let id = (purpose != CallPurpose::LateCleanup).then(|| {
            let mut known = self.known();
            known.next_waiter += 1;
            let id = known.next_waiter;
            // A receiver that is gone has got what it waited for.
            known.waiters.insert(id, (purpose, Box::new(move || drop(waker.send(None)))));
            id
        });
        // After the waiter is known, else an interruption in between would be missed.
        let outcome = self.check(purpose).and_then(|()| {
            std::thread::Builder::new()
                .name("network".to_owned())
                .stack_size(256 * 1024)
                .spawn(move || drop(sender.send(Some(work()))))
                .map_err(Error::Io)?;
            match receiver.recv_timeout(limit) {
                Ok(Some(value)) => Ok(value),
                Ok(None) => Err(purpose.given_up().into()),
                Err(RecvTimeoutError::Timeout) => Err(timed_out()),
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
    /// We gave it up: it belongs to a cleanup, and the run was interrupted a while ago.
    CleanupTime,
    /// The connection was reset. Said with a word of our own because the client takes a reset for the regular end of a
    /// body without a length.
    Reset,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stop::Interrupted => "interrupted",
            Stop::CleanupTime => "the time limit for the cleanup is reached",
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

//! The emulated API: a real HTTP server on the loopback interface that behaves as the reference API is documented.
//!
//! In goes [`Options`]; out comes a [`Sandbox`], which listens until it is stopped or dropped. It is there so that
//! scenarios can be tried without an account at the real service, and so that every answer, right or wrong, can be
//! had on purpose: a [`Fault`] makes it break exactly one promise of the documentation.
//!
//! The server is asynchronous, because a thread for every connection would cost more than the answers; it has one
//! thread and a runtime of its own, and nothing of it leaks out of this room. What it knows (accounts, sessions) is
//! in `state.rs`, which has no socket and no clock. The OpenAPI document is written by hand, beside the code and not
//! from it: the tests hold one against the other.

mod accounts;
mod body;
mod documents;
mod error;
mod fault;
mod login;
mod logout;
mod search;
mod server;
mod shared;
mod state;
mod token;
mod totp;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

pub use accounts::{Account, demo_accounts};
pub use fault::Fault;

use shared::{Phase, Shared};

/// What a sandbox is started with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The one promise that is broken, if any.
    pub fault: Option<Fault>,
    /// The same seed gives the same accounts, in the same order.
    pub seed: u64,
}

/// A running emulation of the reference API. Dropping it stops listening, lets responses under way finish (at most a
/// second), and joins the server's thread.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Taken by whoever joins the thread first.
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Sandbox {
    /// Starts the server and returns once its socket listens.
    ///
    /// # Errors
    ///
    /// What the system says when the port is taken, or when no socket or thread can be had.
    pub fn start(options: Options) -> io::Result<Sandbox> {
        let runtime = server::runtime()?;
        let listener = server::listen(&runtime, options.port)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(options.seed, options.fault));
        let thread = Builder::new().name("sandbox".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || server::serve(runtime, listener, shared)
        })?;
        Ok(Sandbox { address, shared, thread: Mutex::new(Some(thread)) })
    }

    /// What stands before the paths of the API: `http://127.0.0.1:PORT/api/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, server::BASE)
    }

    /// Where the OpenAPI document of this API is: `http://127.0.0.1:PORT/openapi.json`.
    pub fn openapi_url(&self) -> String {
        format!("http://{}/openapi.json", self.address)
    }

    /// Makes a new account with multi-factor authentication. Cheap, and callable from any thread.
    pub fn account(&self) -> Account {
        self.shared.state().add_account()
    }

    /// How many sessions are neither logged out nor expired.
    #[cfg(feature = "testing")]
    pub fn open_sessions(&self) -> usize {
        self.shared.state().open_sessions(shared::now())
    }

    /// Blocks until the server has ended, which only [`Fault::StopAfter`] brings about while it is borrowed here.
    pub fn wait(&self) {
        // The lock is held while joining, so that a second caller waits as well.
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // A panic of the server has been reported on standard error already; there is nothing to add here.
            let _ = thread.join();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.enter(Phase::Closing);
        self.wait();
    }
}

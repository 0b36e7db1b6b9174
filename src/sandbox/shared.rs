//! What all requests share, and how they answer.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::sync::watch;

use super::documents::Documents;
use super::error::Refusal;
use super::fault::Fault;
use super::state;

/// How far the server's life has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Phase {
    Serving,
    /// Nothing new is accepted, answers under way are finished.
    Closing,
    /// All connections are cut.
    Gone,
}

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    state: Mutex<state::State>,
    pub(super) documents: Documents,
    pub(super) fault: Option<Fault>,
    /// Requests so far, for the faults that count them.
    pub(super) requests: AtomicU64,
    phase: watch::Sender<Phase>,
}

impl Shared {
    pub(super) fn new(seed: u64, fault: Option<Fault>) -> Shared {
        Shared {
            state: Mutex::new(state::State::new(seed, fault)),
            documents: Documents::new(),
            fault,
            requests: AtomicU64::new(0),
            phase: watch::Sender::new(Phase::Serving),
        }
    }

    /// Accounts and sessions. Held for one operation and never across an await.
    pub(super) fn state(&self) -> MutexGuard<'_, state::State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on to a phase; never back to an earlier one.
    pub(super) fn enter(&self, next: Phase) {
        self.phase.send_if_modified(|phase| {
            let later = *phase < next;
            if later {
                *phase = next;
            }
            later
        });
    }

    pub(super) async fn reached(&self, wanted: Phase) {
        // It fails only when the sender is gone, and `self` holds it.
        let _ = self.phase.subscribe().wait_for(|phase| *phase >= wanted).await;
    }

    /// A successful answer, distorted if the fault says so.
    pub(super) fn answer(&self, body: impl Serialize) -> Response {
        let text = match self.fault.filter(|fault| fault.distorts()) {
            None => serde_json::to_vec(&body),
            Some(fault) => serde_json::to_value(&body).and_then(|mut value| {
                fault.distort(&mut value);
                serde_json::to_vec(&value)
            }),
        };
        // Only maps with keys that are not strings cannot be written, and there are none.
        text.map_or_else(|_| Refusal::Broken.into_response(), json)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs())
}

/// A response with a JSON body.
pub(super) fn json(text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

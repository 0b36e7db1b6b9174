//! The effects that a run needs, as traits: `io` implements them, tests double them.

use std::sync::Arc;
use std::time::Duration;

use crate::model::value::Value;
use crate::model::{HttpRequest, HttpResponse, Instance, TransportError};

/// Sends requests.
pub trait Http: Send + Sync {
    /// One exchange, from the look-up of the host's name to the body's last byte. Follows no redirect, keeps no
    /// cookie, tries nothing twice once a request may have been sent.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError>;

    /// Gives up every interruptible request that is under way; those to come fail at once.
    fn interrupt(&self);
}

/// Tells the time and waits.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;

    /// Time since some fixed moment; never goes back.
    fn monotonic(&self) -> Duration;

    /// Waits; `false` when the wait was ended by [`Clock::interrupt`].
    fn sleep(&self, duration: Duration) -> bool;

    /// Ends every wait, also those to come.
    fn interrupt(&self);
}

/// Hands out one-time values so that none is ever handed out twice.
pub trait OneTimeStore: Send + Sync {
    /// Takes the next unused value of a file for an instance and records that on disk before returning. The error is
    /// one line for people.
    fn take(&self, file: &str, instance: &str) -> Result<String, String>;

    /// Records that a value taken earlier cannot have reached a server, so that it is free again.
    fn unsent(&self, file: &str, value: &str) -> Result<(), String>;
}

/// Values that differ from instance to instance (`--sandbox`), above everything but `-i`.
pub trait InstanceInputs: Send + Sync {
    /// The value of an input, if this layer has one: the same whenever it is asked for, but that a one-time input gets a
    /// different value for each name.
    fn value(&self, instance: &Instance, input: &str, one_time: bool) -> Option<Value>;

    /// The instance at this place of the plan has ended: what was kept for it may go.
    fn finished(&self, instance: usize);
}

/// All ports together; cloning is cheap.
#[derive(Clone)]
pub struct Ports {
    /// Requests.
    pub http: Arc<dyn Http>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// One-time values.
    pub one_time: Arc<dyn OneTimeStore>,
    /// Values by instance.
    pub instance_inputs: Option<Arc<dyn InstanceInputs>>,
}

//! The effects that a run needs, as traits: `io` implements them, tests double them.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{HttpRequest, HttpResponse, Instance, Step, TransportError};
use crate::value::Value;

/// Where a request comes from.
pub struct Origin<'a> {
    /// The step.
    pub step: &'a Step,
    /// Names of the steps that use its file, each followed by the separator.
    pub prefix: &'a str,
}

/// Sends requests.
pub trait Http: Send + Sync {
    /// One exchange, from the DNS lookup to the last byte of the body. Follows no redirect, keeps no
    /// cookie, tries nothing twice once a request may have been sent.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError>;

    /// The same, for implementations that need to know which step sends it.
    fn send_from(&self, request: &HttpRequest, _origin: &Origin<'_>) -> Result<HttpResponse, TransportError> {
        self.send(request)
    }

    /// Aborts every interruptible request; later ones fail at once.
    fn interrupt(&self);
}

/// The time, and waiting.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;

    /// Time since some fixed moment; never goes back.
    fn monotonic(&self) -> Duration;

    /// Waits. Returns false when [`Clock::interrupt`] ended the wait.
    fn sleep(&self, duration: Duration) -> bool;

    /// Ends every wait, later ones too.
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

/// Files of one-time values and the records beside them: the steps of the protocol that touch the disk, one a method, so
/// that a test can let each of them fail. All errors are one line for people.
pub trait OneTimeFiles: Send + Sync {
    /// The text of a file of values.
    fn text(&self, file: &str) -> Result<String, String>;

    /// Locks the records of the file, when no other process or thread has them.
    fn lock(&self, file: &str) -> Result<Box<dyn SpentRecords>, String>;
}

/// The locked records of a file. Dropping them unlocks them.
pub trait SpentRecords {
    /// All bytes.
    fn read(&mut self) -> Result<Vec<u8>, String>;

    /// Truncates the records to so many bytes.
    fn cut(&mut self, length: u64) -> Result<(), String>;

    /// Appends a record in one write.
    fn append(&mut self, record: &str) -> Result<(), String>;

    /// Returns when everything is on the disk.
    fn sync(&mut self) -> Result<(), String>;

    /// Unlocks the records.
    fn unlock(self: Box<Self>) -> Result<(), String>;
}

/// Keeps bodies that later runs compare theirs with.
pub trait Snapshots: Send + Sync {
    /// The text of a snapshot, if there is one. The error is one line for people.
    fn read(&self, path: &str) -> Result<Option<String>, String>;

    /// Writes a snapshot whole or not at all. The error is one line for people.
    fn write(&self, path: &str, text: &str) -> Result<(), String>;
}

/// Values that differ from instance to instance (`--sandbox`), above everything but `-i`.
pub trait InstanceInputs: Send + Sync {
    /// The value of an input, if this layer has one: the same whenever it is asked for, but that a one-time input gets a
    /// different value for each name.
    fn value(&self, instance: &Instance, input: &str, one_time: bool) -> Option<Value>;

    /// The instance with this index in the plan has ended: what was kept for it may go.
    fn finished(&self, instance: usize);
}

/// Reads files of data rows, a row at a time.
pub trait RowFiles: Send + Sync {
    /// Up to so many bytes of a file from an offset on, fewer where it ends. The error is one line for people.
    fn read(&self, file: &str, start: u64, length: usize) -> Result<Vec<u8>, String>;
}

/// All ports together; cloning is cheap.
#[derive(Clone)]
pub struct Ports {
    /// Requests.
    pub http: Arc<dyn Http>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The time as expressions see it: milliseconds since 1970-01-01 UTC.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// One-time values.
    pub one_time: Arc<dyn OneTimeStore>,
    /// Bodies of earlier runs.
    pub snapshots: Arc<dyn Snapshots>,
    /// Data rows.
    pub rows: Arc<dyn RowFiles>,
    /// Values by instance.
    pub instance_inputs: Option<Arc<dyn InstanceInputs>>,
}

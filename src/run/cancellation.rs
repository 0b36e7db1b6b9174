//! Stopping a run before its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

/// Shared by all that may stop a run and all that must notice.
#[derive(Debug, Clone, Default)]
pub struct Cancellation {
    level: Arc<AtomicU8>,
    time_is_up: Arc<AtomicBool>,
    bad: Arc<AtomicUsize>,
    enough: Arc<AtomicUsize>,
}

const RUNNING: u8 = 0;
const STOPPING: u8 = 1;
const ABORTING: u8 = 2;

impl Cancellation {
    /// No new step starts; instances under way go to their cleanup.
    pub fn stop(&self) {
        self.level.fetch_max(STOPPING, Ordering::SeqCst);
    }

    /// The time of the whole run is over: as [`Cancellation::stop`].
    pub fn time_is_up(&self) {
        self.time_is_up.store(true, Ordering::SeqCst);
        self.stop();
    }

    /// What happened, as the beginning of a sentence.
    pub fn why(&self) -> &'static str {
        match self.time_is_up.load(Ordering::SeqCst) {
            true => "the run timed out (--timeout)",
            false => "the run was interrupted",
        }
    }

    /// An instance failed or errored; after `most` of them no new one starts.
    pub(super) fn count_bad(&self, most: Option<usize>) {
        let bad = self.bad.fetch_add(1, Ordering::SeqCst) + 1;
        if most.is_some_and(|most| bad >= most) {
            // The first count that is enough is reported.
            let _ = self.enough.compare_exchange(0, bad, Ordering::SeqCst, Ordering::SeqCst);
        }
    }

    /// Why no new instance starts after failures, if so.
    pub(super) fn enough(&self) -> Option<String> {
        match self.enough.load(Ordering::SeqCst) {
            0 => None,
            1 => Some("one scenario did not pass (--fail-fast)".to_owned()),
            bad => Some(format!("{bad} scenarios did not pass (--fail-fast)")),
        }
    }

    /// Nothing is waited for any longer.
    pub fn abort(&self) {
        self.level.fetch_max(ABORTING, Ordering::SeqCst);
    }

    /// True after [`Cancellation::stop`].
    pub fn is_stopping(&self) -> bool {
        self.level.load(Ordering::SeqCst) != RUNNING
    }

    /// True after [`Cancellation::abort`].
    pub fn is_aborting(&self) -> bool {
        self.level.load(Ordering::SeqCst) == ABORTING
    }

    /// How long a thread that waits for events may sleep before it looks here again.
    pub(super) fn tick(&self) -> Duration {
        Duration::from_millis(100)
    }
}

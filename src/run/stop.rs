//! Stopping a run before its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// Shared by whoever may stop a run and all who must notice.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    level: Arc<AtomicU8>,
}

const RUNNING: u8 = 0;
const STOPPING: u8 = 1;
const ABORTING: u8 = 2;

impl Stop {
    /// No new step starts; instances under way go to their cleanup.
    pub fn stop(&self) {
        self.level.fetch_max(STOPPING, Ordering::SeqCst);
    }

    /// Nothing is waited for any longer.
    pub fn abort(&self) {
        self.level.fetch_max(ABORTING, Ordering::SeqCst);
    }

    /// True after [`Stop::stop`].
    pub fn is_stopping(&self) -> bool {
        self.level.load(Ordering::SeqCst) != RUNNING
    }

    /// True after [`Stop::abort`].
    pub fn is_aborting(&self) -> bool {
        self.level.load(Ordering::SeqCst) == ABORTING
    }

    /// How long whoever waits for events may sleep before it looks here again.
    pub(super) fn tick(&self) -> Duration {
        Duration::from_millis(100)
    }
}

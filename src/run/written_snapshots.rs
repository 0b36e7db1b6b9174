//! Snapshots that a run has written.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Contents of the snapshots that a run has written, by path: to write the same file again, an instance must have the same
/// content.
#[derive(Debug, Default)]
pub struct WrittenSnapshots(Mutex<HashMap<String, Arc<str>>>);

impl WrittenSnapshots {
    /// Locks the table. Hold the lock while the file is written, so that the second writer compares with what is on the
    /// disk.
    pub fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<str>>> {
        // A panic of another thread leaves the table whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

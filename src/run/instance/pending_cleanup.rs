//! The cleanup that an instance still has to do.

use std::sync::Arc;
use std::time::Duration;

use super::file_scope::FileScope;
use crate::model::Scenario;

/// What is to be cleaned up, and until when.
#[derive(Default)]
pub struct Cleanup {
    /// Fragments whose cleanup is still to run, in the order in which they were started. The last one runs first.
    pub fragments: Vec<PendingCleanup>,
    /// When the cleanup must have ended, on the monotonic clock. None until it begins.
    pub until: Option<Duration>,
}

/// A fragment whose cleanup is still to run.
pub struct PendingCleanup {
    /// The fragment.
    pub fragment: Arc<Scenario>,
    /// Its scope as its steps left it.
    pub file: FileScope,
}

//! The state of an instance: everything but what all instances of the run share.

use super::file_scope::FileScope;
use super::pending_cleanup::Cleanup;
use super::session::Session;
use crate::model::Instance;
use crate::run::one_time::OneTime;
use crate::run::secrets::Secrets;

/// The state of an instance. It moves as a whole from worker to worker.
pub struct InstanceState {
    /// Which instance this is.
    pub instance: Instance,
    /// The file whose steps run: the scenario, or a fragment.
    pub file: FileScope,
    /// What must not be shown.
    pub secrets: Secrets,
    /// One-time values and passwords.
    pub one_time: OneTime,
    /// Cookies and randomness.
    pub session: Session,
    /// What is still to be cleaned up.
    pub cleanup: Cleanup,
}

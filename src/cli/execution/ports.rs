//! The ports of a run, with the effects of this process behind them.

use std::sync::Arc;

use crate::cli::sandbox_inputs::SandboxInputs;
use crate::io::clock::SystemClock;
use crate::io::http::HttpClient;
use crate::io::one_time::DiskFiles;
use crate::io::project::ProjectFiles;
use crate::io::rows::DiskRows;
use crate::io::snapshots::DiskSnapshots;
use crate::run::one_time::ledger::Ledger;
use crate::run::ports::{Clock, Ports};
use crate::sandbox::Sandbox;

/// Ports to the network, the disk and the clock, and to the sandbox where there is one.
pub fn ports(
    http: Arc<HttpClient>,
    clock: Arc<SystemClock>,
    run_id: &str,
    disk: Arc<ProjectFiles>,
    sandbox: Option<Arc<Sandbox>>,
) -> Ports {
    let wall_clock = clock.clone();
    Ports {
        http,
        clock: clock.clone(),
        now_ms: Arc::new(move || wall_clock.now_ms()),
        snapshots: Arc::new(DiskSnapshots::new(disk.clone())),
        one_time: Arc::new(Ledger::new(Arc::new(DiskFiles), clock, run_id)),
        rows: Arc::new(DiskRows::new(disk)),
        instance_inputs: sandbox.map(|sandbox| Arc::new(SandboxInputs::new(sandbox)) as _),
    }
}

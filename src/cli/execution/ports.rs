//! The ports of a run, with the effects of this process behind them.

use std::path::Path;
use std::sync::Arc;

use super::concurrency::Concurrency;
use crate::cli::sandbox_inputs::SandboxInputs;
use crate::io::clock::SystemClock;
use crate::io::http::{HttpClient, HttpOptions, ProxyEnvironment};
use crate::io::one_time::DiskFiles;
use crate::io::rows::DiskRows;
use crate::io::snapshots::DiskSnapshots;
use crate::model::AllowedHosts;
use crate::run::ports::Ports;
use crate::run::take::RecordedValues;
use crate::sandbox::Sandbox;

/// Ports to the network, the disk and the clock, and to the sandbox where there is one.
pub fn ports(
    clock: &Arc<SystemClock>,
    run_id: &str,
    concurrency: Concurrency,
    allowed: AllowedHosts,
    sandbox: Option<Arc<Sandbox>>,
) -> Ports {
    let http = HttpClient::new(HttpOptions {
        jobs: concurrency.jobs,
        idle: concurrency.idle,
        user_agent: concat!("runthrough/", env!("CARGO_PKG_VERSION")).to_owned(),
        proxy: proxy_environment(),
        allowed,
    });
    Ports {
        http: Arc::new(http),
        clock: clock.clone(),
        snapshots: Arc::new(DiskSnapshots::new(Path::new(""))),
        one_time: Arc::new(RecordedValues::new(Arc::new(DiskFiles), clock.clone(), run_id)),
        rows: Arc::<DiskRows>::default(),
        instance_inputs: sandbox.map(|sandbox| Arc::new(SandboxInputs::new(sandbox)) as _),
    }
}

fn proxy_environment() -> ProxyEnvironment {
    let read = |names: [&str; 2]| {
        names.iter().find_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty())
    };
    ProxyEnvironment {
        http: read(["http_proxy", "HTTP_PROXY"]),
        https: read(["https_proxy", "HTTPS_PROXY"]),
        all: read(["all_proxy", "ALL_PROXY"]),
        no_proxy: read(["no_proxy", "NO_PROXY"]),
    }
}

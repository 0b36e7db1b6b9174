//! How many scenario instances run at once, and the sockets that they need for it.

use crate::cli::error::CliError;
use crate::io::fd_limit;

/// Files that are open beside the sockets: what is read, reports, their temporary files.
const BESIDE: usize = 64;

/// Connections that are kept for each instance, for scenarios that talk to several hosts; and for all of a few.
const KEPT: usize = 4;
/// See [`KEPT`].
const KEPT_AT_LEAST: usize = 16;

/// What runs at once.
#[derive(Debug, Clone, Copy)]
pub struct Concurrency {
    /// Instances.
    pub jobs: usize,
    /// Connections that may be kept while nobody uses them.
    pub idle: usize,
}

impl Concurrency {
    /// For a run that opens no connection. Without a number of jobs there are as many as cores.
    pub fn without_sockets(jobs: Option<usize>) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Concurrency { jobs: jobs.unwrap_or_else(cores), idle: 0 }
    }

    /// For so many planned instances. Raises the limit of open files where that is needed, and fails where it cannot be
    /// raised far enough.
    pub fn new(jobs: Option<usize>, planned: usize, sandbox: bool) -> Result<Self, CliError> {
        let Concurrency { jobs, .. } = Self::without_sockets(jobs);
        // The sandbox has the other end of each connection in this process, too.
        let ends = if sandbox { 2 } else { 1 };
        let sockets = jobs.min(planned) * ends;
        let wanted = BESIDE + sockets + (sockets * KEPT).max(KEPT_AT_LEAST);
        let allowed = fd_limit::allow(wanted);
        match allowed.min(wanted).checked_sub(BESIDE + sockets) {
            Some(left) => Ok(Concurrency { jobs, idle: left / ends }),
            None => Err(too_few(jobs.min(planned), BESIDE + sockets, allowed, ends)),
        }
    }
}

fn too_few(jobs: usize, needed: usize, allowed: usize, ends: usize) -> CliError {
    let error = CliError::usage(format!(
        "{jobs} workers (--jobs) need up to {needed} open files, but the limit for this process is {allowed}"
    ));
    let raise =
        format!("raise the limit of open files, `ulimit -n`, to {needed} or more (`ulimit -Hn` is the most)");
    match allowed.saturating_sub(BESIDE) / ends {
        0 => error.help(raise),
        fewer => error.help(format!("{raise}, or use fewer workers: `--jobs {fewer}`")),
    }
}

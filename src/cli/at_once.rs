//! How many scenario instances run at once, and the sockets that they need for it.

use super::args::RunArgs;
use super::exit::Complaint;
use crate::io::open_files;
use crate::model::Config;

/// Files that are open beside the sockets: what is read, reports, their temporary files.
const BESIDE: usize = 64;

/// Connections that are kept for each instance, for scenarios that talk to several hosts; and for all of a few.
const KEPT: usize = 4;
/// See [`KEPT`].
const KEPT_AT_LEAST: usize = 16;

/// What runs at once.
#[derive(Debug, Clone, Copy)]
pub struct AtOnce {
    /// Instances.
    pub jobs: usize,
    /// Connections that may be kept while nobody uses them.
    pub idle: usize,
}

impl AtOnce {
    /// What `--jobs` says, else the configuration, else the number of cores; of a plan with so many instances.
    pub fn of(args: &RunArgs, config: &Config, planned: usize) -> Result<Self, Complaint> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = args.jobs.map(usize::from).or(config.jobs).unwrap_or_else(cores);
        if args.dry_run {
            return Ok(AtOnce { jobs, idle: 0 });
        }
        // The sandbox has the other end of each connection in this process, too.
        let ends = if args.given.sandbox { 2 } else { 1 };
        let sockets = jobs.min(planned) * ends;
        let wanted = BESIDE + sockets + (sockets * KEPT).max(KEPT_AT_LEAST);
        let allowed = open_files::allow(wanted);
        match allowed.min(wanted).checked_sub(BESIDE + sockets) {
            Some(left) => Ok(AtOnce { jobs, idle: left / ends }),
            None => Err(too_few(jobs.min(planned), BESIDE + sockets, allowed, ends)),
        }
    }
}

fn too_few(jobs: usize, needed: usize, allowed: usize, ends: usize) -> Complaint {
    let complaint = Complaint::usage(format!(
        "{jobs} scenarios at once (--jobs) need up to {needed} open files, but this process may have {allowed} only"
    ));
    let raise =
        format!("raise the limit of open files, `ulimit -n`, to {needed} or more (`ulimit -Hn` is the most)");
    match allowed.saturating_sub(BESIDE) / ends {
        0 => complaint.help(raise),
        fewer => complaint.help(format!("{raise}, or run fewer at once: `--jobs {fewer}`")),
    }
}

//! Effects: HTTP, clock, one-time values, files, data rows, signals. Implements the ports of `run` and the `Files` of `parse`.

pub mod atomic;
pub mod child_process;
pub mod clock;
pub mod config_search;
pub mod fd_limit;
pub mod file_watcher;
pub mod files;
pub mod http;
pub mod one_time;
pub mod project;
pub mod root;
pub mod rows;
pub mod signals;
pub mod snapshots;
pub mod spool;

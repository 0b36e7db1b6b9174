//! Effects: HTTP, clock, one-time values, files, data rows, signals. Implements the ports of `run` and the `Files` of `parse`.

pub mod atomic;
pub mod clock;
pub mod files;
pub mod http;
pub mod one_time;
pub mod open_files;
pub mod project;
pub mod rows;
pub mod signals;
pub mod snapshots;
pub mod spool;

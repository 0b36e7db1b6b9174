//! Which instance runs when, and on which worker.

pub mod scheduler;
pub mod workers;

//! Runs a plan.
//!
//! Takes a [`Job`] (plan, compiled texts, values of inputs, ports). Reports one finished, masked
//! [`InstanceOutcome`](crate::model::InstanceOutcome) at a time, in the order of finishing, and returns the
//! [`Totals`](crate::model::Totals). Each instance is sequential on one worker thread; workers take the next one of the
//! plan whose `once` fragments have run and whose locks are free (`schedule`). A failure is data; a panic becomes the
//! error `internal` of its instance. Workers are not joined after an interruption: a thread that hangs in the system must
//! not keep the run from ending within its grace time.
//!
//! `instance` runs one scenario instance, `step` one step of it; `secrets` and `one_time` are what both must not show or
//! not send twice. No file here names another one that names it.

mod analysis;
mod cancellation;
mod conformance;
mod dry_run;
mod events;
mod instance;
mod job;
mod judged;
pub mod one_time;
pub mod ports;
mod problem;
mod redaction;
pub mod replay;
mod schedule;
mod secrets;
mod snapshot;
mod step;
mod written_snapshots;

pub use analysis::{Analyzer, FileAnalysis};
pub use cancellation::Cancellation;
pub use conformance::Conformance;
pub use dry_run::dry_run;
pub use events::Event;
pub use instance::row::row_values;
pub use job::{BodyLimits, Detail, Job, PlanFiles, RunLimits, RunOptions, SharedState};
pub use one_time::totp_registry::TotpRegistry;
pub use redaction::mask_outcome;
pub use schedule::workers::run;

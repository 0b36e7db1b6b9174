//! From the options of a command to a run that can begin: what `run`, `mutate` and other commands that send the requests
//! of scenarios have in common.
//!
//! [`ExecutionArgs`] ─load─▶ [`LoadedRun`] ─prepare, with [`RunSettings`]─▶ [`PreparedRun`]

mod allowed_hosts;
mod args;
mod concurrency;
mod http;
mod initial_secrets;
mod load;
mod one_time_budget;
mod ports;
mod prepare;
mod settings;

pub use args::ExecutionArgs;
pub use http::note_bundled_authorities;
pub use load::LoadedRun;
pub use prepare::PreparedRun;
pub use settings::RunSettings;

//! Reports: asked for, opened before the first request, written in plan order after the last instance.

mod configured_file;
mod junit_args;
mod ndjson_report;
mod open;
mod origin;
mod request;
mod requested;

pub use junit_args::JunitArgs;
pub use origin::ReportOrigin;
pub use requested::Reports;

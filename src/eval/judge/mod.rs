//! Judges a response by the expectations of its step.
//!
//! In: what is expected and the response. Out: every expectation that is not met, as [`Finding`]s: a [`Mismatch`](crate::model::Mismatch) and the
//! line that asks for it. Nothing is converted to make a value fit, and nothing found is never a match.

mod context;
mod cookies;

mod deciding;
mod equality;
mod expectations;
mod finding;
mod format;
mod markup;
mod operators;
mod order;
mod recorder;
mod schema;
mod subject;

pub use context::{Judge, Recorder, Result};
pub use expectations::{expressions, judge};
pub use finding::Finding;
pub use format::holds as has_format;
pub use order::never_ordered;
pub use schema::broken_rules;

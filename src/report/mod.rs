//! From outcomes to what people and machines read.
//!
//! `run` hands over one finished, masked [`InstanceOutcome`](crate::model::InstanceOutcome) at a time. The terminal
//! shows it at once; every other format is a [`Format`] that is written in plan order after the last instance.

mod format;

pub use format::Format;

//! Room: run.

pub mod ports;

//! What the benches share: the reference flow, a server for it, and one core for both.
//!
//! Every bench compiles this module for itself and uses a part of it.
#![allow(dead_code, unused_imports)]

pub mod flow;
mod harness;
mod measured;
mod pinned;
mod server;

pub use harness::bench;
pub use measured::{Measured, measured};
pub use pinned::{PINNED, pinned_elsewhere};
pub use server::{TOKEN, serve};

/// The reference flow, as a text of one scenario file.
pub fn scenario() -> String {
    include_str!("../../../scenarios/login-with-recovery-code.yaml")
        // A one-time file is synced to disk for each instance, which measures the disk.
        .replace("{ one_time: recovery-codes.txt }", "{ default: \"729435\", secret: true }")
}

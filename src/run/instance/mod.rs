//! One scenario instance: its state, its inputs, and its way from the beginning to the end of its cleanup.

pub mod awaiting_cleanup;
pub mod cleanup;
pub mod cookies;
pub mod file_scope;
pub mod inputs;
pub mod locks;
pub mod once;
pub mod once_instance;
pub mod outcome;
pub mod pending_cleanup;
pub mod row;
pub mod run_instance;
pub mod running;
pub mod session;
pub mod state;

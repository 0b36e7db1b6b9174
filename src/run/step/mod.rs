//! One step: whether it runs, its loops, its attempts, and how their responses are judged.
//!
//! `flow` runs the steps of a file, and those of the fragments that they use.

pub mod attempts;
pub mod captures;
pub mod check;
pub mod conformance;
pub mod elements;
pub mod exchange;
pub mod flow;
pub mod fragment;
pub mod loops;
pub mod outcomes;
pub mod redirect;
pub mod response;
pub mod retry;
pub mod retry_settings;
pub mod step_run;
pub mod time;
pub mod until;
pub mod wait_totp;

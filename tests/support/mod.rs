//! What the tests share: servers to talk to, and the reader and runner of case files.
//!
//! Every test binary compiles this module for itself and uses a part of it.
#![allow(dead_code)]

pub mod binary;
pub mod case;
pub mod certificates;
pub mod chromium;
pub mod documented;
pub mod hostile;
pub mod http;
pub mod job;
pub mod listener;
pub mod redact;
pub mod report;
pub mod rules;
pub mod server;
pub mod transcript;
pub mod txtar;
pub mod words;
pub mod written;

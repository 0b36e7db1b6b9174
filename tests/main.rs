//! All tests but the case files (`cases.rs`), in one binary: it is built and linked once. `cargo test --test suite NAME`
//! runs those with NAME in their path; `README.md` beside this file says what is where.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod browser;
mod check;
mod data_rows;
mod docs;
mod editor_schema;
mod emit;
mod expressions;
mod fragments;
mod guide;
mod harness;
mod hostile;
mod hostile_files;
mod http_client;
mod import_har;
mod json_report;
mod json_schema;
mod json_text;
mod jsonpath;
mod language;
mod layers;
mod layout;
mod markup;
mod matchers;
mod mutate;
mod one_door;
mod one_time;
mod openapi;
mod parallel;
mod project_files;
mod reference;
mod sandbox;
mod secrets;
mod sentences;
mod servers;
mod shards;
mod support;
mod terminal;
mod tls;
mod watch;

//! What the tests share: servers to talk to, and the reader and runner of case files.

pub mod binary;
pub mod case;
pub mod certificates;
pub mod chromium;
pub mod documented;
pub mod guide;
pub mod hostile;
pub mod http;
pub mod job;
pub mod listener;
pub mod module_graph;
pub mod redact;
pub mod report;
pub mod rules;
pub mod rust_paths;
pub mod rust_tokens;
pub mod server;
pub mod struct_fields;
pub mod transcript;
pub mod txtar;
pub mod words;
pub mod written;

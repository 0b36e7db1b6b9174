//! One module a command, named after it, with its arguments.

pub mod check;
pub mod codes;
pub mod compare;
pub mod completions;
pub mod explain;
pub mod fmt;
pub mod import;
pub mod init;
pub mod inputs;
pub mod list;
pub mod man;
pub mod merge;
pub mod mutate;
pub mod new;
pub mod run;
pub mod sandbox;
pub mod schema;

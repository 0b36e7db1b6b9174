//! runthrough: declarative scenario tests for HTTP APIs.

pub mod check;
pub mod cli;
pub mod diag;
pub mod eval;
pub mod io;
pub mod lang;
pub mod model;
pub mod parse;
pub mod plan;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod source;

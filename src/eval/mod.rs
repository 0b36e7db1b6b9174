//! Room: eval.

pub mod jsonpath;

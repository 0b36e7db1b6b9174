//! Room: lang.

pub mod jsonpath;

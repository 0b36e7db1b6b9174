//! Room: diag.

//! Room: parse.

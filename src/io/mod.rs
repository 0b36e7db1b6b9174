//! Room: io.

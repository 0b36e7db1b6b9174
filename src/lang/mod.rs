//! Room: lang.

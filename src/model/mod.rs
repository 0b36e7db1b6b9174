//! The nouns: what flows from file to report. Plain data, no effects.

pub mod value;

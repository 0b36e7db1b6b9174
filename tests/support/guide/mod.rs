//! The author's guide (`scenarios/README.md`): read, worked through as a reader would, and kept up to date.

pub mod examples;
pub mod markdown;
pub mod reference;
pub mod sample;
pub mod session;
pub mod walk;

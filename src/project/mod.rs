//! Loads a project: finds `runthrough.yaml`, reads the scenario files that are meant, parses and checks them.
//!
//! In: paths and the name of an environment. Out: a [`LoadedProject`] with the scenarios that can run and every finding.
//! It knows no command line, so that whatever else works on a project loads it in the same way.

mod discovery;
mod error;
mod files;
mod invalid;
mod load;
mod loaded;
mod masking;
mod snapshots;
mod targets;

pub use discovery::scenario_files;
pub use error::LoadError;
pub use files::{files_here, read_config, read_source};
pub use load::load;
pub use loaded::LoadedProject;
pub use targets::Targets;

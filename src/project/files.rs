//! The project of the working directory, its configuration and its texts.

use std::path::Path;
use std::sync::Arc;

use super::error::LoadError;
use crate::diag::{Code, Diagnostic};
use crate::io::project::{FoundFile, ProjectFiles};
use crate::parse::{Loaded, Parsed, parse_config};

/// The project that the working directory belongs to, or the one of a configuration that was typed.
pub fn files_here(config: Option<&Path>) -> Result<ProjectFiles, LoadError> {
    let here = std::env::current_dir()
        .map_err(|error| LoadError::new(format!("the working directory cannot be used: {error}")))?;
    ProjectFiles::find(&here, config).map_err(LoadError::new)
}

/// Reads `runthrough.yaml`; without one, the defaults.
pub fn read_config(disk: &ProjectFiles) -> Parsed {
    parse_config(disk.config_file().map(|file| read_source(&file, disk)), disk)
}

/// Reads a file for the parser; one that cannot be read is a diagnostic of it.
pub fn read_source(file: &FoundFile, disk: &ProjectFiles) -> Loaded {
    let display: Arc<str> = disk.display(&file.path).into();
    let text =
        disk.read_text(file).map_err(|problem| Diagnostic::for_file(Code::UnreadableFile, &display, problem));
    Loaded { path: display, text }
}

//! The project of the working directory, its configuration and its texts.

use std::path::Path;
use std::sync::Arc;

use super::error::LoadError;
use crate::diag::{Code, Diagnostic};
use crate::io::files::read_text;
use crate::io::project::ProjectFiles;
use crate::parse::{Loaded, Parsed, parse_config};

/// The project that the working directory belongs to.
pub fn files_here() -> Result<ProjectFiles, LoadError> {
    let here = std::env::current_dir()
        .map_err(|error| LoadError::new(format!("the working directory cannot be used: {error}")))?;
    Ok(ProjectFiles::find(&here))
}

/// Reads `runthrough.yaml`; without one, the defaults.
pub fn read_config(disk: &ProjectFiles) -> Parsed {
    parse_config(disk.config.as_deref().map(|path| read_source(path, disk)), disk)
}

/// Reads a file for the parser; one that cannot be read is a diagnostic of it.
pub fn read_source(path: &Path, disk: &ProjectFiles) -> Loaded {
    let display: Arc<str> = disk.display(path).into();
    let text = read_text(path, &display)
        .map_err(|problem| Diagnostic::for_file(Code::UnreadableFile, &display, problem));
    Loaded { path: display, text }
}

//! Which project a command works on.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::error::CliError;
use crate::io::project::ProjectFiles;
use crate::project::files_here;

/// Which project.
#[derive(Debug, Clone, Default, Args)]
pub struct ProjectArgs {
    /// The configuration file; its folder is the project root (default: runthrough.yaml in this folder or the
    /// nearest one above)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl ProjectArgs {
    /// Finds the project.
    pub fn open(&self) -> Result<Arc<ProjectFiles>, CliError> {
        Ok(Arc::new(files_here(self.config.as_deref())?))
    }
}

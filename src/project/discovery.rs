//! Which scenario files are meant.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::LoadError;
use super::files::{files_here, read_config};
use super::targets::Targets;
use crate::io::files::discover;
use crate::io::project::ProjectFiles;
use crate::model::Config;

/// The scenario files of a selection, unread.
pub fn scenario_files(targets: &Targets) -> Result<(ProjectFiles, Vec<PathBuf>), LoadError> {
    let disk = files_here()?;
    let wanted = wanted_paths(targets, &read_config(&disk).project.config, &disk)?;
    Ok((disk, wanted))
}

/// The scenario files that are meant: those of the arguments, else of the configuration, else of `scenarios`. A row of a
/// file of rows is looked for in the scenarios of the project, else beside the file.
pub(super) fn wanted_paths(
    targets: &Targets,
    config: &Config,
    disk: &ProjectFiles,
) -> Result<Vec<PathBuf>, LoadError> {
    let default = disk.root().join("scenarios");
    for path in &config.scenarios {
        if targets.roots.is_empty() && !disk.root().join(&*path.value).exists() {
            return Err(LoadError::new(format!(
                "`scenarios` of runthrough.yaml names `{}`, but there is no such file or folder",
                path.value
            ))
            .help("paths there are relative to the folder of runthrough.yaml"));
        }
    }
    let configured = || -> Vec<PathBuf> {
        match config.scenarios.is_empty() {
            true => Some(default.clone()).filter(|default| default.exists()).into_iter().collect(),
            false => config.scenarios.iter().map(|path| disk.root().join(&*path.value)).collect(),
        }
    };
    let mut roots = targets.roots.clone();
    if !targets.row_files.is_empty() {
        let project = configured();
        match project.is_empty() {
            true => roots.extend(targets.row_files.iter().map(|file| match file.parent() {
                Some(folder) if folder != Path::new("") => folder.to_owned(),
                _ => PathBuf::from("."),
            })),
            false => roots.extend(project),
        }
    } else if roots.is_empty() {
        roots = configured();
    }
    if roots.is_empty() {
        return Err(LoadError::new("there is no folder `scenarios` here")
            .help("name the files or folders to look at: `runthrough run tests/api`"));
    }
    let found = discover(&roots, disk.root()).map_err(LoadError::new)?;
    // The same file may be named in several ways.
    let mut seen = BTreeSet::new();
    Ok(found.into_iter().filter(|path| seen.insert(disk.display(path))).collect())
}

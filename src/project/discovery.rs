//! Which scenario files are meant.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::LoadError;
use super::files::read_config;
use super::targets::Targets;
use crate::io::project::{FoundFile, ProjectFiles};
use crate::io::root::FileProblem;
use crate::model::Config;

/// The scenario files of a selection, unread.
pub fn scenario_files(disk: &ProjectFiles, targets: &Targets) -> Result<Vec<FoundFile>, LoadError> {
    wanted_files(targets, &read_config(disk).project.config, disk)
}

/// The scenario files that are meant: those of the arguments, else of the configuration, else of `scenarios`. A row of a
/// file of rows is looked for in the scenarios of the project, else beside the file.
pub(super) fn wanted_files(
    targets: &Targets,
    config: &Config,
    disk: &ProjectFiles,
) -> Result<Vec<FoundFile>, LoadError> {
    let mut roots = targets.roots.clone();
    if !targets.row_files.is_empty() {
        let project = configured(config, disk)?;
        match project.is_empty() {
            true => roots.extend(targets.row_files.iter().map(|file| match file.parent() {
                Some(folder) if folder != Path::new("") => folder.to_owned(),
                _ => PathBuf::from("."),
            })),
            false => roots.extend(project),
        }
    } else if roots.is_empty() {
        roots = configured(config, disk)?;
    }
    if roots.is_empty() {
        return Err(LoadError::new("the folder `scenarios` does not exist here")
            .help("pass the files or folders to use: `runthrough run tests/api`"));
    }
    let found = disk.discover(&roots).map_err(LoadError::new)?;
    // The same file may be named in several ways.
    let mut seen = BTreeSet::new();
    Ok(found.into_iter().filter(|file| seen.insert(disk.display(&file.path))).collect())
}

/// The files and folders of the configuration, else the folder `scenarios` where there is one.
fn configured(config: &Config, disk: &ProjectFiles) -> Result<Vec<PathBuf>, LoadError> {
    if config.scenarios.is_empty() {
        let default = disk.root().join("scenarios");
        return Ok(Some(default).filter(|path| kind(disk, path).is_ok()).into_iter().collect());
    }
    let mut paths = Vec::new();
    for written in &config.scenarios {
        let path = disk.root().join(&*written.value);
        kind(disk, &path).map_err(|problem| {
            let name = &written.value;
            let message = match problem.is_not_found() {
                true => format!("`scenarios` in runthrough.yaml contains `{name}`, which does not exist"),
                false => format!("`scenarios` in runthrough.yaml: {}", problem.describe(name)),
            };
            LoadError::new(message).help("paths are relative to the folder of runthrough.yaml")
        })?;
        paths.push(path);
    }
    Ok(paths)
}

fn kind(disk: &ProjectFiles, path: &Path) -> Result<crate::io::root::EntryKind, FileProblem> {
    let (root, inside) = disk.inside(path)?;
    root.kind(&inside)
}

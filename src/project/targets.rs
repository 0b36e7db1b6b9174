//! What paths with and without lines mean.

use std::path::{Component, Path, PathBuf};

use super::error::LoadError;
use crate::io::files::kind;
use crate::io::project::ProjectFiles;
use crate::io::root::EntryKind;
use crate::model::Place;

/// The paths of a command line, taken apart.
#[derive(Debug, Default)]
pub struct Targets {
    /// Files and folders to look for scenarios in.
    pub roots: Vec<PathBuf>,
    /// Files of rows, of which lines are meant; the scenarios that name them are not known yet.
    pub row_files: Vec<PathBuf>,
    /// What is selected; `None` is everything.
    pub places: Option<Vec<Place>>,
}

impl Targets {
    /// Takes paths apart: `FILE:LINE` is a line of a file, unless a file has that very name.
    pub fn of(paths: &[PathBuf], disk: &ProjectFiles) -> Result<Targets, LoadError> {
        let mut targets = Targets::default();
        let mut places = Vec::new();
        let mut any_line = false;
        for path in paths {
            let Some((file, line)) = with_line(path)? else {
                let root = tidy(path);
                places.push(Place::Below(disk.display(&root)));
                targets.roots.push(root);
                continue;
            };
            any_line = true;
            places.push(Place::Line { path: disk.display(&file), line });
            let is_yaml = file.extension().is_some_and(|ending| {
                ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
            });
            if kind(&file) == Some(EntryKind::Folder) {
                return Err(LoadError::new(format!("`{}` is a folder, which has no lines", file.display())));
            } else if is_yaml {
                targets.roots.push(file);
            } else if kind(&file) == Some(EntryKind::File) {
                targets.row_files.push(file);
            } else {
                return Err(LoadError::new(format!("the file `{}` does not exist", file.display())));
            }
        }
        targets.places = any_line.then_some(places);
        Ok(targets)
    }
}

fn with_line(path: &Path) -> Result<Option<(PathBuf, usize)>, LoadError> {
    let text = path.to_string_lossy();
    let Some((file, digits)) = text.rsplit_once(':') else { return Ok(None) };
    if kind(path).is_some() || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match digits.parse::<usize>() {
        Ok(line) if line > 0 => Ok(Some((tidy(Path::new(file)), line))),
        _ => Err(LoadError::new(format!("`{text}` has no valid line number: line numbers start at 1"))),
    }
}

/// Without `.`, so that a file is the same however it is named.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

//! Snapshots on disk.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::atomic::cannot_write;
use super::project::ProjectFiles;
use super::root::{FileProblem, Root};
use crate::run::ports::Snapshots;
use crate::vocabulary::limits::JSON_FILE;

/// The most entries of a folder that are looked at.
const ENTRIES: usize = 100_000;

/// Snapshots beside the scenarios of a project.
#[derive(Debug)]
pub struct DiskSnapshots {
    disk: Arc<ProjectFiles>,
}

impl DiskSnapshots {
    /// Paths are those of this project.
    pub fn new(disk: Arc<ProjectFiles>) -> Self {
        DiskSnapshots { disk }
    }

    /// The folder of a scenario, which no link on the path of a snapshot may leave, and the path in it:
    /// `FOLDER/snapshots/FILE/NAME.json`.
    fn beside_scenario(&self, path: &str) -> Result<(Root, PathBuf), FileProblem> {
        let path = Path::new(path);
        let folder = path.ancestors().nth(3).unwrap_or(Path::new(""));
        let inside = path.strip_prefix(folder).unwrap_or(path).to_owned();
        let found = self.disk.locate(folder)?;
        Ok((found.root.folder(&found.inside)?, inside))
    }
}

impl Snapshots for DiskSnapshots {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        let read = self.beside_scenario(path).and_then(|(root, inside)| root.read(&inside, JSON_FILE as u64));
        match read {
            Ok(bytes) => {
                String::from_utf8(bytes).map(Some).map_err(|_| format!("`{path}` is not valid UTF-8"))
            }
            Err(problem) if problem.is_not_found() => Ok(None),
            Err(problem) => Err(outside(path, &problem).unwrap_or_else(|| problem.describe(path))),
        }
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let write = || {
            let (root, inside) = self.beside_scenario(path)?;
            let mut file = if root.has(&inside) { root.begin_again(&inside)? } else { root.begin(&inside)? };
            Ok(file.write_all(text.as_bytes()).and_then(|()| file.commit())?)
        };
        write().map_err(|problem: FileProblem| {
            outside(path, &problem).unwrap_or_else(|| cannot_write(path, &problem))
        })
    }
}

fn outside(path: &str, problem: &FileProblem) -> Option<String> {
    matches!(problem, FileProblem::Outside).then(|| {
        format!(
            "`{path}` leads out of the folder of its scenario; snapshots must stay in the folder `snapshots` next to it"
        )
    })
}

/// Files in the folder of a scenario's snapshots, sorted; empty where there is none.
pub fn snapshots_in(disk: &ProjectFiles, folder: &Path) -> Vec<String> {
    let mut names = names(disk, folder);
    names.retain(|name| name.ends_with(".json"));
    names
}

/// Everything in a folder, sorted; empty where there is none.
pub fn names(disk: &ProjectFiles, folder: &Path) -> Vec<String> {
    let names = disk.locate(folder).and_then(|found| found.root.names(&found.inside, ENTRIES));
    names.unwrap_or_default()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_does_not_lead_out_of_the_folder_of_the_scenario() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let snapshots = DiskSnapshots::new(Arc::new(ProjectFiles::find(folder.path(), None).unwrap()));
        std::fs::create_dir_all(folder.path().join("a")).unwrap();
        snapshots.write("a/snapshots/b.yaml/c.json", "1").unwrap();
        assert_eq!(snapshots.read("a/snapshots/b.yaml/c.json").unwrap().as_deref(), Some("1"));
        std::fs::create_dir(folder.path().join("z")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("z/snapshots")).unwrap();
        let problem = snapshots.write("z/snapshots/b.yaml/c.json", "1").unwrap_err();
        assert!(problem.contains("leads out of the folder"), "{problem}");
        assert!(!outside.path().join("b.yaml").exists());
        std::fs::create_dir(outside.path().join("b.yaml")).unwrap();
        std::fs::write(outside.path().join("b.yaml/c.json"), "2").unwrap();
        assert!(snapshots.read("z/snapshots/b.yaml/c.json").is_err());
    }
}

//! Snapshots on disk.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::atomic::AtomicFile;
use super::files::{cannot_read, words};
use crate::run::ports::Snapshots;
use crate::vocabulary::limits::JSON_FILE;

/// Snapshots below a working directory.
#[derive(Debug)]
pub struct DiskSnapshots {
    working_directory: PathBuf,
}

impl DiskSnapshots {
    /// Paths are relative to this directory.
    pub fn new(working_directory: &Path) -> Self {
        DiskSnapshots { working_directory: working_directory.to_owned() }
    }

    /// The file of a snapshot, `FOLDER/snapshots/FILE/NAME.json`. A link must not lead out of the scenario's folder: nothing
    /// else may be overwritten.
    fn inside(&self, path: &str) -> Result<PathBuf, String> {
        let full = self.working_directory.join(path);
        let nearest = full.ancestors().find_map(real);
        let folder = full.ancestors().nth(3).and_then(real);
        match nearest.zip(folder) {
            Some((nearest, folder)) if !nearest.starts_with(&folder) => Err(format!(
                "`{path}` leads out of the folder of its scenario; snapshots stay in a folder of their own beside it"
            )),
            _ => Ok(full),
        }
    }
}

/// A path that exists without its links; the empty one is the working directory.
fn real(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.canonicalize().ok()
}

impl Snapshots for DiskSnapshots {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        let full = self.inside(path)?;
        match std::fs::metadata(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot_read(path, &error)),
            Ok(metadata) if !metadata.is_file() => return Err(format!("`{path}` is not an ordinary file")),
            Ok(metadata) if metadata.len() > JSON_FILE as u64 => {
                return Err(format!("`{path}` is larger than {} MiB", JSON_FILE >> 20));
            }
            Ok(_) => {}
        }
        let bytes = std::fs::read(&full).map_err(|error| cannot_read(path, &error))?;
        String::from_utf8(bytes).map(Some).map_err(|_| format!("`{path}` is not text in UTF-8"))
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let full = self.inside(path)?;
        let problem = |error: io::Error| format!("`{path}` cannot be written: {}", words(&error));
        if let Some(folder) = full.parent() {
            std::fs::create_dir_all(folder).map_err(problem)?;
        }
        let mut file = if full.exists() { AtomicFile::replace(&full)? } else { AtomicFile::create(&full)? };
        file.write_all(text.as_bytes()).and_then(|()| file.commit()).map_err(problem)
    }
}

/// Files in the folder of a scenario's snapshots, sorted; empty where there is none.
pub fn snapshots_in(folder: &Path) -> Vec<String> {
    /// More than this in one folder are not looked through.
    const MOST: usize = 100_000;
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.take(MOST).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names
}

/// Folders of snapshots in a folder, sorted.
pub fn folders_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_does_not_lead_out_of_the_folder_of_the_scenario() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let snapshots = DiskSnapshots::new(folder.path());
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

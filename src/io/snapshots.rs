//! Snapshots on disk.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::atomic::AtomicFile;
use super::files::{cannot_read, words};
use crate::model::vocabulary::limits::JSON_FILE;
use crate::run::ports::Snapshots;

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
}

impl Snapshots for DiskSnapshots {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        let full = self.working_directory.join(path);
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
        let full = self.working_directory.join(path);
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

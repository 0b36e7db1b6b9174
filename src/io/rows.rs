//! Files of data rows on the disk, from which a run reads a row at a time.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::project::ProjectFiles;
use super::root::{FileProblem, OpenedFile};
use crate::run::ports::RowFiles;
use crate::vocabulary::limits::NAMED_FILE;

/// The rows of a project. The file that was read last stays open, since rows of one file follow each other; no more are
/// open, however many files a run has.
#[derive(Debug)]
pub struct DiskRows {
    disk: Arc<ProjectFiles>,
    last: Mutex<Option<(String, OpenedFile)>>,
}

impl DiskRows {
    /// Files are those of this project.
    pub fn new(disk: Arc<ProjectFiles>) -> Self {
        DiskRows { disk, last: Mutex::default() }
    }
}

impl RowFiles for DiskRows {
    fn read(&self, file: &str, start: u64, length: usize) -> Result<Vec<u8>, String> {
        // A panic leaves a file of which each read sets the place anew.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read = || -> Result<Vec<u8>, FileProblem> {
            if last.as_ref().is_none_or(|(path, _)| path != file) {
                let (root, inside) = self.disk.inside(Path::new(file))?;
                *last = Some((file.to_owned(), root.open_file(&inside, NAMED_FILE)?));
            }
            let mut bytes = Vec::with_capacity(length);
            if let Some((_, opened)) = last.as_mut() {
                opened.seek(SeekFrom::Start(start))?;
                opened.take(length as u64).read_to_end(&mut bytes)?;
            }
            Ok(bytes)
        };
        read().map_err(|problem| self.disk.describe(&problem, file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rows.csv"), "case,n\na,1\n").unwrap();
        let rows = DiskRows::new(Arc::new(ProjectFiles::find(folder.path(), None).unwrap()));
        assert_eq!(rows.read("rows.csv", 7, 4).unwrap(), b"a,1\n");
        assert_eq!(rows.read("rows.csv", 9, 9).unwrap(), b"1\n");
        assert_eq!(rows.read("rows.csv", 99, 9).unwrap(), b"");
        assert!(rows.read("nowhere.csv", 0, 1).unwrap_err().contains("does not exist"));
    }
}

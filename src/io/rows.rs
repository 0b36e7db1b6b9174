//! Files of data rows on the disk, from which a run reads a row at a time.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use super::files::cannot_read;
use crate::run::ports::RowFiles;

/// The disk. The file that was read last stays open, since rows of one file follow each other; no more are open, however
/// many files a run has.
#[derive(Debug, Default)]
pub struct DiskRows {
    last: Mutex<Option<(String, File)>>,
}

impl RowFiles for DiskRows {
    fn read(&self, file: &str, start: u64, length: usize) -> Result<Vec<u8>, String> {
        // A panic leaves a file of which each read sets the place anew.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read = || -> std::io::Result<Vec<u8>> {
            if last.as_ref().is_none_or(|(path, _)| path != file) {
                *last = Some((file.to_owned(), File::open(file)?));
            }
            let mut bytes = Vec::with_capacity(length);
            if let Some((_, opened)) = last.as_mut() {
                opened.seek(SeekFrom::Start(start))?;
                opened.take(length as u64).read_to_end(&mut bytes)?;
            }
            Ok(bytes)
        };
        read().map_err(|error| cannot_read(file, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, "case,n\na,1\n").unwrap();
        let path = path.to_str().unwrap();
        let rows = DiskRows::default();
        assert_eq!(rows.read(path, 7, 4).unwrap(), b"a,1\n");
        assert_eq!(rows.read(path, 9, 9).unwrap(), b"1\n");
        assert_eq!(rows.read(path, 99, 9).unwrap(), b"");
        assert!(rows.read("nowhere.csv", 0, 1).unwrap_err().contains("there is no file"));
    }
}

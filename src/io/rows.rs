//! Files of data rows on the disk, from which a run reads a row at a time.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::files::cannot_read;
use crate::run::ports::RowFiles;

/// The disk. Each read opens the file anew: that costs less than a request by far, and holds nothing open however many
/// files a run has.
#[derive(Debug, Default, Clone, Copy)]
pub struct DiskRows;

impl RowFiles for DiskRows {
    fn read(&self, file: &str, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let read = || -> std::io::Result<Vec<u8>> {
            let mut opened = File::open(file)?;
            opened.seek(SeekFrom::Start(start))?;
            let mut bytes = Vec::with_capacity(length);
            opened.take(length as u64).read_to_end(&mut bytes)?;
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
        assert_eq!(DiskRows.read(path, 7, 4).unwrap(), b"a,1\n");
        assert_eq!(DiskRows.read(path, 9, 9).unwrap(), b"1\n");
        assert_eq!(DiskRows.read(path, 99, 9).unwrap(), b"");
        assert!(DiskRows.read("nowhere.csv", 0, 1).unwrap_err().contains("there is no file"));
    }
}

//! Files of one-time values on the disk: what the protocol in `run::one_time::ledger` asks for, and their state for `codes`.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::atomic::sync_folder_of;
use super::files::{cannot_read, read_text};
use crate::run::one_time::spent_file::{Records, values, whole};
use crate::run::ports::{OneTimeFiles, SpentRecords};

#[derive(Debug, Default)]
pub struct DiskFiles;

impl OneTimeFiles for DiskFiles {
    fn text(&self, file: &str) -> Result<String, String> {
        read_text(Path::new(file), file)
    }

    fn lock(&self, file: &str) -> Result<Box<dyn SpentRecords>, String> {
        let problem = |error: std::io::Error| format!("{file} cannot be locked: {error}");
        let lock =
            OpenOptions::new().create(true).append(true).open(beside(file, "lock")).map_err(problem)?;
        lock.lock().map_err(problem)?;
        Ok(Box::new(Spent::open(file, lock)?))
    }
}

/// What stands beside a file. Two links to one file have the same records, or its values would be sent twice.
fn beside(file: &str, ending: &str) -> PathBuf {
    let mut path = Path::new(file).canonicalize().unwrap_or_else(|_| PathBuf::from(file)).into_os_string();
    path.push(".");
    path.push(ending);
    path.into()
}

/// `FILE.spent`, and the lock that is held while it is read and written; freed when dropped, or when the process dies.
struct Spent {
    file: File,
    name: String,
    lock: File,
}

impl Spent {
    fn open(file: &str, lock: File) -> Result<Self, String> {
        let path = beside(file, "spent");
        let name = format!("{file}.spent");
        let existed = path.exists();
        let opened = OpenOptions::new().create(true).read(true).append(true).open(&path);
        let opened = opened.map_err(|error| format!("{name} cannot be written: {error}"))?;
        if !existed {
            sync_folder_of(&path);
        }
        Ok(Spent { file: opened, name, lock })
    }

    fn cannot_write(&self, error: &std::io::Error) -> String {
        format!("{} cannot be written: {error}", self.name)
    }
}

impl SpentRecords for Spent {
    fn read(&mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.read_to_end(&mut bytes));
        read.map_err(|error| cannot_read(&self.name, &error))?;
        Ok(bytes)
    }

    fn cut(&mut self, length: u64) -> Result<(), String> {
        self.file.set_len(length).map_err(|error| self.cannot_write(&error))
    }

    fn append(&mut self, record: &str) -> Result<(), String> {
        self.file.write_all(record.as_bytes()).map_err(|error| self.cannot_write(&error))
    }

    fn sync(&mut self) -> Result<(), String> {
        self.file.sync_data().map_err(|error| self.cannot_write(&error))
    }

    fn unlock(self: Box<Self>) -> Result<(), String> {
        self.lock.unlock().map_err(|error| format!("{} cannot be unlocked: {error}", self.name))
    }
}

/// The state of a file, without its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Values in the file.
    pub total: usize,
    /// Values that are unused.
    pub left: usize,
    /// Values that were spent, in the order of taking.
    pub spent: Vec<SpentValue>,
}

/// A value that was spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpentValue {
    /// Its line in the file, if it still stands there; else 0.
    pub line: usize,
    /// When it was taken (RFC 3339).
    pub time: String,
    pub run_id: String,
    pub instance: String,
}

/// Looks at a file without changing anything. The error is one line for people.
pub fn status(file: &str) -> Result<Status, String> {
    let values = values(file, &read_text(Path::new(file), file)?)?;
    let bytes = match std::fs::read(beside(file, "spent")) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(cannot_read(&format!("{file}.spent"), &error)),
    };
    let records = Records::parse(&bytes[..whole(&bytes)]);
    let used = records.used();
    let left = values.iter().filter(|value| !used.contains(value.hash.as_str())).count();
    let lines: HashMap<&str, usize> = values.iter().map(|value| (value.hash.as_str(), value.line)).collect();
    let spent = records.taken.iter().map(|taken| SpentValue {
        line: lines.get(taken.hash.as_str()).copied().unwrap_or(0),
        time: taken.time.clone(),
        run_id: taken.run_id.clone(),
        instance: taken.instance.clone(),
    });
    Ok(Status { total: values.len(), left, spent: spent.collect() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::io::clock::SystemClock;
    use crate::run::one_time::ledger::Ledger;
    use crate::run::one_time::spent_file::hash;
    use crate::run::ports::OneTimeStore;

    fn store(run_id: &str) -> Ledger {
        Ledger::new(Arc::new(DiskFiles), Arc::new(SystemClock::new()), run_id)
    }

    fn file(folder: &tempfile::TempDir, text: &str) -> String {
        let path = folder.path().join("codes.txt");
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    #[test]
    fn each_value_is_taken_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "# codes\n111\n\n 222 \n333\n");
        let store = store("run");
        assert_eq!(store.take(&file, "a b").unwrap(), "111");
        assert_eq!(store.take(&file, "c").unwrap(), "222");
        store.unsent(&file, "111").unwrap();
        assert_eq!(store.take(&file, "d").unwrap(), "111");
        assert_eq!(store.take(&file, "e").unwrap(), "333");
        assert!(store.take(&file, "f").unwrap_err().contains("no unused"));
        let status = status(&file).unwrap();
        assert_eq!((status.total, status.left), (3, 0));
        let lines: Vec<usize> = status.spent.iter().map(|spent| spent.line).collect();
        assert_eq!(lines, [4, 2, 5]);
    }

    #[test]
    fn an_unfinished_record_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "111\n222\n");
        let store = store("run");
        store.take(&file, "a").unwrap();
        let mut spent = OpenOptions::new().append(true).open(beside(&file, "spent")).unwrap();
        spent.write_all(&hash("222").as_bytes()[..20]).unwrap();
        assert_eq!(store.take(&file, "b").unwrap(), "222");
        let text = std::fs::read_to_string(beside(&file, "spent")).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.split(' ').count() == 4), "{text}");
    }

    #[test]
    fn a_repeated_line_is_an_error_without_the_value() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "111\n222\n111\n");
        let problem = store("run").take(&file, "a").unwrap_err();
        assert!(problem.contains("line 3 repeats line 1") && !problem.contains("111"), "{problem}");
    }

    #[test]
    fn threads_never_get_the_same_value() {
        let folder = tempfile::tempdir().unwrap();
        let text: String = (0..40).map(|number| format!("code-{number}\n")).collect();
        let file = Arc::new(file(&folder, &text));
        let threads: Vec<_> = (0..4)
            .map(|number| {
                let file = file.clone();
                std::thread::spawn(move || {
                    let store = store(&format!("run{number}"));
                    (0..10).map(|_| store.take(&file, "x").unwrap()).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut all: Vec<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40);
    }

    #[test]
    fn an_unfinished_record_may_end_inside_a_character() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "111\n222\n");
        store("run").take(&file, "a").unwrap();
        let mut spent = OpenOptions::new().append(true).open(beside(&file, "spent")).unwrap();
        let record = format!("{} 2026-01-01T00:00:00Z r \u{fc}", hash("222"));
        spent.write_all(&record.as_bytes()[..record.len() - 1]).unwrap();
        assert_eq!(status(&file).unwrap().left, 1);
        assert_eq!(store("run").take(&file, "b").unwrap(), "222");
    }

    #[cfg(unix)]
    #[test]
    fn two_links_to_a_file_share_its_records() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "111\n222\n");
        let link = folder.path().join("link.txt").to_string_lossy().into_owned();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(store("run").take(&file, "a").unwrap(), "111");
        assert_eq!(store("run").take(&link, "a").unwrap(), "222");
        assert_eq!(status(&link).unwrap().left, 0);
    }
}

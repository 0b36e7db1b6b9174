//! Files of one-time values: none is ever handed out twice, by any process.
//!
//! A take locks `FILE.lock`, cuts an unfinished last record off `FILE.spent`, chooses the first line whose SHA-256 is
//! not in it, appends `<sha256> <time> <run id> <instance>` in one write and syncs it to disk; only then is the value
//! given. A kill can so cost one value and can never send one twice. `<sha256> unsent` frees a value again.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::atomic::sync_folder_of;
use super::files::{cannot_read, read_text};
use crate::eval::hex;
use crate::run::ports::OneTimeStore;

/// Hands out values of files.
#[derive(Debug)]
pub struct FileOneTime {
    run_id: String,
}

impl FileOneTime {
    /// For the run of this id.
    pub fn new(run_id: &str) -> Self {
        FileOneTime { run_id: run_id.to_owned() }
    }
}

impl OneTimeStore for FileOneTime {
    fn take(&self, file: &str, instance: &str) -> Result<String, String> {
        let values = values(file)?;
        let _lock = Lock::acquire(file)?;
        let mut spent = Spent::open(file)?;
        let records = spent.read()?;
        let used = records.used();
        let Some((value, hash)) = values.into_iter().find(|(_, hash)| !used.contains(hash.as_str())) else {
            return Err(format!("{file} has no unused one-time value left"));
        };
        let instance: String = instance.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
        spent.append(&format!("{hash} {} {} {instance}\n", now(), self.run_id))?;
        Ok(value)
    }

    fn unsent(&self, file: &str, value: &str) -> Result<(), String> {
        let _lock = Lock::acquire(file)?;
        let mut spent = Spent::open(file)?;
        spent.read()?;
        spent.append(&format!("{} unsent\n", hash(value)))
    }
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn hash(value: &str) -> String {
    hex(&Sha256::digest(value))
}

/// The values of a file with their hashes, in order. A repeated line is an error: it would be sent twice.
fn values(file: &str) -> Result<Vec<(String, String)>, String> {
    let text = read_text(Path::new(file), file)?;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut values = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let value = line.trim();
        if value.is_empty() || value.starts_with('#') {
            continue;
        }
        if let Some(first) = seen.insert(value.to_owned(), index + 1) {
            return Err(format!(
                "{file}: line {} repeats line {first}; every one-time value stands there once",
                index + 1
            ));
        }
        values.push((value.to_owned(), hash(value)));
    }
    Ok(values)
}

fn beside(file: &str, ending: &str) -> PathBuf {
    PathBuf::from(format!("{file}.{ending}"))
}

/// Held while the records of a file are read and written; freed when dropped, or when the process dies.
struct Lock(File);

impl Lock {
    fn acquire(file: &str) -> Result<Self, String> {
        let path = beside(file, "lock");
        let problem = |error: std::io::Error| format!("{file} cannot be locked: {error}");
        let lock = OpenOptions::new().create(true).append(true).open(path).map_err(problem)?;
        lock.lock().map_err(problem)?;
        Ok(Lock(lock))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// `FILE.spent`.
struct Spent {
    file: File,
    name: String,
}

/// What `FILE.spent` says.
#[derive(Default)]
struct Records {
    /// Hash, time, run id and instance, in the order of taking; those freed again are left out.
    taken: Vec<(String, String, String, String)>,
}

impl Records {
    fn parse(text: &str) -> Self {
        let mut records = Records::default();
        for line in text.lines() {
            let mut words = line.splitn(4, ' ');
            let (Some(hash), Some(second)) = (words.next(), words.next()) else { continue };
            if second == "unsent" {
                if let Some(at) = records.taken.iter().rposition(|(other, ..)| other == hash) {
                    records.taken.remove(at);
                }
                continue;
            }
            let word = |word: Option<&str>| word.unwrap_or("").to_owned();
            records.taken.push((hash.to_owned(), second.to_owned(), word(words.next()), word(words.next())));
        }
        records
    }

    fn used(&self) -> HashSet<&str> {
        self.taken.iter().map(|(hash, ..)| hash.as_str()).collect()
    }
}

impl Spent {
    fn open(file: &str) -> Result<Self, String> {
        let path = beside(file, "spent");
        let existed = path.exists();
        let opened = OpenOptions::new().create(true).read(true).append(true).open(&path);
        let opened = opened.map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        if !existed {
            sync_folder_of(&path);
        }
        Ok(Spent { file: opened, name: path.to_string_lossy().into_owned() })
    }

    /// Reads all records, after cutting off what a killed process left unfinished.
    fn read(&mut self) -> Result<Records, String> {
        let mut text = String::new();
        let problem = |name: &str, error: std::io::Error| cannot_read(name, &error);
        self.file.seek(SeekFrom::Start(0)).map_err(|error| problem(&self.name, error))?;
        self.file.read_to_string(&mut text).map_err(|error| problem(&self.name, error))?;
        let whole = text.rfind('\n').map_or(0, |newline| newline + 1);
        if whole < text.len() {
            self.file.set_len(whole as u64).map_err(|error| problem(&self.name, error))?;
            text.truncate(whole);
        }
        Ok(Records::parse(&text))
    }

    /// Writes one record in one write and waits until it is on disk.
    fn append(&mut self, record: &str) -> Result<(), String> {
        self.file
            .write_all(record.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|error| format!("{} cannot be written: {error}", self.name))
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
    /// By which run.
    pub run_id: String,
    /// By which instance.
    pub instance: String,
}

/// Looks at a file without changing anything. The error is one line for people.
pub fn status(file: &str) -> Result<Status, String> {
    let values = values(file)?;
    let path = beside(file, "spent");
    let text = if path.exists() { read_text(&path, &path.to_string_lossy())? } else { String::new() };
    let whole = text.rfind('\n').map_or(0, |newline| newline + 1);
    let records = Records::parse(&text[..whole]);
    let used = records.used();
    let left = values.iter().filter(|(_, hash)| !used.contains(hash.as_str())).count();
    let lines = line_numbers(file)?;
    let spent = records
        .taken
        .iter()
        .map(|(hash, time, run_id, instance)| SpentValue {
            line: lines.get(hash).copied().unwrap_or(0),
            time: time.clone(),
            run_id: run_id.clone(),
            instance: instance.clone(),
        })
        .collect();
    Ok(Status { total: values.len(), left, spent })
}

fn line_numbers(file: &str) -> Result<HashMap<String, usize>, String> {
    let text = read_text(Path::new(file), file)?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    Ok(lines.map(|(index, line)| (hash(line.trim()), index + 1)).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn file(folder: &tempfile::TempDir, text: &str) -> String {
        let path = folder.path().join("codes.txt");
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    #[test]
    fn each_value_is_taken_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, "# codes\n111\n\n 222 \n333\n");
        let store = FileOneTime::new("run");
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
        let store = FileOneTime::new("run");
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
        let problem = FileOneTime::new("run").take(&file, "a").unwrap_err();
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
                    let store = FileOneTime::new(&format!("run{number}"));
                    (0..10).map(|_| store.take(&file, "x").unwrap()).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut all: Vec<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40);
    }
}

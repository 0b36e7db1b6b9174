//! A file of one-time values, and the records of those that were taken (`FILE.spent`): texts in, data out.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::eval::hex;

/// One value of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLine {
    /// As it is sent.
    pub value: String,
    /// Its SHA-256 in hexadecimal digits: what the records contain.
    pub hash: String,
    /// Its line, from 1.
    pub line: usize,
}

/// The values of a file, in order. A repeated line is an error: it would be sent twice. The error is one line for people,
/// without a value.
pub fn values(file: &str, text: &str) -> Result<Vec<OneTimeLine>, String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut values = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let (value, line) = (line.trim(), index + 1);
        if value.is_empty() || value.starts_with('#') {
            continue;
        }
        if let Some(first) = seen.insert(value, line) {
            return Err(format!(
                "{file}: line {line} repeats line {first}; every one-time value must appear only once"
            ));
        }
        values.push(OneTimeLine { value: value.to_owned(), hash: hash(value), line });
    }
    Ok(values)
}

/// The hash of a value, as the records contain it.
pub fn hash(value: &str) -> String {
    hex(&Sha256::digest(value))
}

/// A record of a value that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRecord {
    /// The value's hash.
    pub hash: String,
    /// When (RFC 3339).
    pub time: String,
    /// By which run.
    pub run_id: String,
    /// By which instance.
    pub instance: String,
}

/// What the records say.
#[derive(Debug, Default)]
pub struct Records {
    /// In the order of taking; those freed again are left out.
    pub taken: Vec<TakenRecord>,
}

impl Records {
    /// Reads complete records. Bytes that are not UTF-8 come from no run and make no record of a value.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut records = Records::default();
        for line in String::from_utf8_lossy(bytes).lines() {
            let mut words = line.splitn(4, ' ');
            let (Some(hash), Some(second)) = (words.next(), words.next()) else { continue };
            if second == "unsent" {
                if let Some(at) = records.taken.iter().rposition(|taken| taken.hash == hash) {
                    records.taken.remove(at);
                }
                continue;
            }
            let word = |word: Option<&str>| word.unwrap_or("").to_owned();
            records.taken.push(TakenRecord {
                hash: hash.to_owned(),
                time: second.to_owned(),
                run_id: word(words.next()),
                instance: word(words.next()),
            });
        }
        records
    }

    /// Hashes of the values that are used.
    pub fn used(&self) -> HashSet<&str> {
        self.taken.iter().map(|taken| taken.hash.as_str()).collect()
    }
}

/// How many bytes of the records are complete: what follows the last line end is what a killed process left unfinished.
pub fn whole(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

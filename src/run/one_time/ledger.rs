//! The protocol of one-time values (language §9): none is ever sent twice, by any process, and only a kill can lose one.
//!
//! A take locks the records, cuts an unfinished last one, chooses the first value that is not in them, appends
//! `<sha256> <time> <run id> <instance>` in one write, syncs it to disk and unlocks; only then is the value given. So a
//! kill can cost one value and can never send one twice. `<sha256> unsent` frees a value again. Where any of these steps
//! fails, no value is given.

use std::sync::Arc;

use super::spent_file::{Records, hash, values, whole};
use crate::run::ports::{Clock, OneTimeFiles, OneTimeStore, SpentRecords};

/// Takes values of files and records them as spent.
pub struct Ledger {
    files: Arc<dyn OneTimeFiles>,
    clock: Arc<dyn Clock>,
    run_id: String,
}

impl Ledger {
    /// The ledger of the run with this id.
    pub fn new(files: Arc<dyn OneTimeFiles>, clock: Arc<dyn Clock>, run_id: &str) -> Self {
        Ledger { files, clock, run_id: run_id.to_owned() }
    }

    fn now(&self) -> String {
        // The clock of a machine is between the years that a timestamp can hold.
        let now = jiff::Timestamp::from_millisecond(self.clock.now_ms()).unwrap_or_default();
        now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

impl OneTimeStore for Ledger {
    fn take(&self, file: &str, instance: &str) -> Result<String, String> {
        let values = values(file, &self.files.text(file)?)?;
        let mut spent = self.files.lock(file)?;
        let records = read(&mut *spent)?;
        let used = records.used();
        let Some(free) = values.into_iter().find(|value| !used.contains(value.hash.as_str())) else {
            return Err(format!("{file} has no unused one-time values left"));
        };
        let instance: String = instance.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
        record(spent, &format!("{} {} {} {instance}\n", free.hash, self.now(), self.run_id))?;
        Ok(free.value)
    }

    fn unsent(&self, file: &str, value: &str) -> Result<(), String> {
        let mut spent = self.files.lock(file)?;
        read(&mut *spent)?;
        record(spent, &format!("{} unsent\n", hash(value)))
    }
}

/// Reads all records, and cuts off what a killed process left unfinished.
fn read(spent: &mut dyn SpentRecords) -> Result<Records, String> {
    let bytes = spent.read()?;
    let whole = whole(&bytes);
    if whole < bytes.len() {
        spent.cut(whole as u64)?;
    }
    Ok(Records::parse(&bytes[..whole]))
}

fn record(mut spent: Box<dyn SpentRecords>, line: &str) -> Result<(), String> {
    spent.append(line)?;
    spent.sync()?;
    spent.unlock()
}

//! Outcomes on disk between running and reporting, so that memory stays flat.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::model::InstanceOutcome;

/// Keeps outcomes in the order of finishing and gives them back in plan order.
#[derive(Debug)]
pub struct Spool {
    writer: BufWriter<File>,
    /// Plan index, offset and length.
    entries: Vec<(u32, u64, u32)>,
    offset: u64,
    buffer: Vec<u8>,
}

impl Spool {
    /// A spool in a temporary file without a name: nothing is left of it however the process ends.
    pub fn new() -> io::Result<Self> {
        Ok(Spool {
            writer: BufWriter::with_capacity(256 * 1024, tempfile::tempfile()?),
            entries: Vec::new(),
            offset: 0,
            buffer: Vec::new(),
        })
    }

    /// Adds an outcome.
    pub fn push(&mut self, outcome: &InstanceOutcome) -> io::Result<()> {
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, outcome)?;
        self.writer.write_all(&self.buffer)?;
        self.entries.push((outcome.index as u32, self.offset, self.buffer.len() as u32));
        self.offset += self.buffer.len() as u64;
        Ok(())
    }

    /// All outcomes in plan order. It may be read any number of times.
    pub fn read_in_order(&mut self) -> impl Iterator<Item = io::Result<InstanceOutcome>> {
        self.entries.sort_unstable();
        let flushed = self.writer.flush();
        let file = self.writer.get_ref().try_clone();
        let entries = std::mem::take(&mut self.entries);
        self.entries.clone_from(&entries);
        let reader = flushed.and(file).map(|file| BufReader::with_capacity(256 * 1024, file));
        Outcomes { reader, entries: entries.into_iter(), position: None, buffer: Vec::new() }
    }
}

struct Outcomes {
    reader: io::Result<BufReader<File>>,
    entries: std::vec::IntoIter<(u32, u64, u32)>,
    /// Where the reader stands; unknown at first.
    position: Option<u64>,
    buffer: Vec<u8>,
}

impl Outcomes {
    fn read(&mut self, offset: u64, length: u32) -> io::Result<InstanceOutcome> {
        let reader = self.reader.as_mut().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        match self.position {
            // Outcomes that finished in plan order are read without emptying the buffer.
            Some(position) => reader.seek_relative(offset as i64 - position as i64)?,
            None => {
                reader.seek(SeekFrom::Start(offset))?;
            }
        }
        self.buffer.resize(length as usize, 0);
        reader.read_exact(&mut self.buffer)?;
        self.position = Some(offset + u64::from(length));
        Ok(serde_json::from_slice(&self.buffer)?)
    }
}

impl Iterator for Outcomes {
    type Item = io::Result<InstanceOutcome>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, offset, length) = self.entries.next()?;
        Some(self.read(offset, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Verdict;

    #[test]
    fn outcomes_come_back_in_plan_order() {
        let outcome = |index: usize| InstanceOutcome {
            index,
            id: format!("a.yaml::{index}"),
            name: "a".into(),
            path: "a.yaml".into(),
            line: 1,
            tags: Vec::new(),
            repetition: 0,
            verdict: Verdict::Passed,
            reason: None,
            problems: Vec::new(),
            worker: None,
            started_ms: 0,
            duration: std::time::Duration::from_millis(index as u64),
            steps: Vec::new(),
            exercised: Default::default(),
        };
        let mut spool = Spool::new().unwrap();
        for index in [3, 0, 2, 1] {
            spool.push(&outcome(index)).unwrap();
        }
        for _ in 0..2 {
            let ids: Vec<String> = spool.read_in_order().map(|outcome| outcome.unwrap().id).collect();
            assert_eq!(ids, ["a.yaml::0", "a.yaml::1", "a.yaml::2", "a.yaml::3"]);
        }
    }
}

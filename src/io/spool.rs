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

    pub fn push(&mut self, outcome: &InstanceOutcome) -> io::Result<()> {
        self.buffer.clear();
        self.buffer =
            postcard::to_extend(outcome, std::mem::take(&mut self.buffer)).map_err(io::Error::other)?;
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
        postcard::from_bytes(&self.buffer).map_err(io::Error::other)
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
    use std::time::Duration;

    use super::*;
    use crate::model::{
        Attempt, AttemptRole, Captured, DisplayValue, Element, Exchange, Expectation, ExpressionPart, Kind,
        Mismatch, Note, Observed, Problem, Rule, SourceFrame, StepOutcome, Timings, TlsVersion, Verdict,
    };
    use crate::source::Location;

    fn outcome(index: usize) -> InstanceOutcome {
        InstanceOutcome {
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
            duration: Duration::from_millis(index as u64),
            steps: Vec::new(),
            exercised: Default::default(),
        }
    }

    #[test]
    fn outcomes_come_back_in_plan_order() {
        let mut spool = Spool::new().unwrap();
        for index in [3, 0, 2, 1] {
            spool.push(&outcome(index)).unwrap();
        }
        for _ in 0..2 {
            let ids: Vec<String> = spool.read_in_order().map(|outcome| outcome.unwrap().id).collect();
            assert_eq!(ids, ["a.yaml::0", "a.yaml::1", "a.yaml::2", "a.yaml::3"]);
        }
    }

    #[test]
    fn everything_of_an_outcome_comes_back() {
        let shown = || Some(DisplayValue { text: "\u{0} ✓\r\n".into(), type_name: "string".into() });
        let location = || Location { path: "a.yaml".into(), line: 7, column: usize::MAX };
        let duration = Duration::new(u64::MAX, 999_999_999);
        let part = |value| ExpressionPart { text: "a".into(), value, of_body: true };
        let mismatch = Mismatch {
            operator: Some("equals".into()),
            expected: shown(),
            actual: shown(),
            parts: shown().into_iter().map(part).collect(),
            details: vec![String::new()],
            ..Mismatch::new(
                "$.a",
                Rule::Each(Rule::Equal("1".into()).into()),
                Observed::Nodes(usize::MAX.into()),
            )
        };
        let problem = Problem {
            source: Some(SourceFrame { location: location(), text: "^".into() }),
            remarks: vec!["not tried again".into()],
            ..Problem::mismatch(Kind::Json, mismatch.clone())
        };
        let exchange = Exchange {
            method: "GET".into(),
            url: "http://[fe80::1%252]/".into(),
            request_headers: vec![("a".into(), "b".into())],
            request_body: Some("{}".into()),
            status: Some(200),
            response_headers: vec![("c".into(), "d".into())],
            response_body: Some(String::new()),
            response_size: u64::MAX,
            timings: Timings {
                total: duration,
                remote: Some("[fe80::1%2]:80".parse().unwrap()),
                tls_version: Some(TlsVersion::V13),
                ..Timings::default()
            },
            detailed: true,
        };
        let attempt = Attempt {
            element: Some(0),
            round: Some(u32::MAX),
            role: AttemptRole::Final,
            verdict: Verdict::Errored,
            exchange: Some(exchange),
            problems: vec![problem.clone(), Problem::new(Kind::Limit, "too much")],
            expectations: vec![Expectation {
                kind: Kind::Status,
                target: String::new(),
                operator: "equals".into(),
                verdict: Verdict::Failed,
                location: Some(location()),
                expected: shown(),
                rule: Some(Rule::None),
                actual: None,
            }],
            captures: shown().into_iter().map(|value| Captured { name: "a".into(), value }).collect(),
            duration,
        };
        let element = Element {
            label: "one".into(),
            verdict: Verdict::Passed,
            reason: None,
            said: Some("one".into()),
            duration,
        };
        let step = StepOutcome {
            name: "Log in".into(),
            line: 9,
            cleanup: true,
            verdict: Verdict::Skipped,
            reason: Some("why".into()),
            said: Some("what".into()),
            notes: vec!["note".to_owned().into(), Note::Deviation(mismatch.into())],
            attempts: vec![attempt],
            elements: vec![element],
            elements_fixed: true,
            flaky: true,
            duration,
        };
        let whole = InstanceOutcome {
            tags: vec!["slow".into()],
            repetition: 3,
            worker: Some(2),
            reason: Some("why".into()),
            problems: vec![problem],
            started_ms: -1,
            steps: vec![step],
            ..outcome(0)
        };
        let mut spool = Spool::new().unwrap();
        spool.push(&whole).unwrap();
        let read = spool.read_in_order().next().unwrap().unwrap();
        assert_eq!(format!("{read:?}"), format!("{whole:?}"));
    }
}

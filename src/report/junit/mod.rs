//! JUnit: what Jenkins, GitLab, GitHub actions, Azure and CircleCI read.
//!
//! junit-report makes one suite at a time and [`rewrite`] rights its bytes. The totals stand in front of the suites and
//! are known after the last one: suites wait in a spool, in memory while it is small.

mod cases;
mod clean;
mod invalid_file;
mod rewrite;
mod suite;

pub use invalid_file::InvalidFile;

use std::io::{self, Result, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use self::cases::Detail;
use self::rewrite::{Mend, seconds};
use self::suite::{Counts, Suite, millis};
use super::Format;
use crate::diag::plural;
use crate::model::{InstanceOutcome, RunHeader, Totals, Verdict};

/// A spool larger than this goes to an unlinked temporary file.
const SPOOL_IN_MEMORY: usize = 1 << 20;
/// Of a suite with more repetitions the texts of this many are kept, the others are counted.
const REPETITIONS_TOLD: usize = 50;

/// How a JUnit report is made.
#[derive(Debug, Clone)]
pub struct JunitOptions {
    /// Only what junit-10.xsd and windyroad's JUnit.xsd both know.
    pub strict: bool,
    /// A case for each scenario instead of one for each step.
    pub per_scenario: bool,
    /// The machine's name; `localhost` where nobody asks for it.
    pub hostname: String,
    /// Files that could not be run.
    pub invalid: Vec<InvalidFile>,
}

impl Default for JunitOptions {
    fn default() -> Self {
        JunitOptions { strict: false, per_scenario: false, hostname: "localhost".into(), invalid: Vec::new() }
    }
}

/// The JUnit report.
#[derive(Debug)]
pub struct Junit {
    options: JunitOptions,
    verbose: bool,
    started_ms: i64,
    properties: Vec<(&'static str, String)>,
    spool: SpooledTempFile,
    suites: usize,
    counts: Counts,
    pending: Option<Pending>,
}

/// A suite whose further repetitions may still come.
#[derive(Debug)]
struct Pending {
    key: (String, String, usize),
    suite: Suite,
    verdict: Verdict,
    /// Which of `texts` the suite itself is.
    decides: usize,
    /// Repetition and its text.
    texts: Vec<(usize, String)>,
    /// How many repetitions came.
    count: usize,
}

impl Junit {
    /// A report without suites.
    pub fn new(options: JunitOptions) -> Self {
        Junit {
            options,
            verbose: false,
            started_ms: 0,
            properties: Vec::new(),
            spool: SpooledTempFile::new(SPOOL_IN_MEMORY),
            suites: 0,
            counts: Counts::default(),
            pending: None,
        }
    }

    fn flush(&mut self) -> Result<()> {
        let Some(mut pending) = self.pending.take() else { return Ok(()) };
        if pending.count > 1 {
            let others = || pending.texts.iter().filter(|(repetition, _)| *repetition != pending.decides);
            let mut text = format!("repetition {} decides, for none ended worse\n", pending.decides + 1);
            others().for_each(|(_, other)| text.push_str(other));
            let more = pending.count - 1 - others().count();
            if more > 0 {
                text.push_str(&format!("… and {more} more {}\n", plural(more, "repetition")));
            }
            pending.suite.out = text;
        }
        self.write(&pending.suite)
    }

    fn write(&mut self, suite: &Suite) -> Result<()> {
        let strict = self.options.strict;
        let document = suite.document(&self.options.hostname, strict)?;
        let mend = Mend { suite, id: self.suites, properties: &self.properties, strict };
        let bytes = mend.apply(&document)?;
        self.suites += 1;
        self.counts.add(suite.counts());
        self.spool.write_all(&bytes)?;
        self.spool.write_all(b"\n")
    }

    fn head(&self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        if self.options.strict {
            // One of the two schemas knows no attributes here.
            return out.write_all(b"<testsuites>\n");
        }
        let Counts { tests, failures, errors, skipped } = self.counts;
        let time = seconds(millis(totals.duration));
        let timestamp = suite::iso_8601(self.started_ms);
        writeln!(
            out,
            "<testsuites name=\"runthrough\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" \
             skipped=\"{skipped}\" time=\"{time}\" timestamp=\"{timestamp}\">"
        )
    }
}

impl Format for Junit {
    fn start(&mut self, header: &RunHeader, _out: &mut dyn Write) -> Result<()> {
        self.verbose = header.verbose;
        self.started_ms = header.started_ms;
        self.properties =
            vec![("environment", clean::attribute(&header.environment)), ("seed", header.seed.to_string())];
        self.properties.extend(header.shard.map(|shard| ("shard", shard.to_string())));
        for file in std::mem::take(&mut self.options.invalid) {
            self.write(&cases::invalid_suite(&file, self.started_ms))?;
        }
        Ok(())
    }

    fn instance(&mut self, outcome: &InstanceOutcome, _out: &mut dyn Write) -> Result<()> {
        let detail = Detail { per_scenario: self.options.per_scenario, verbose: self.verbose };
        let key = (outcome.path.to_string(), outcome.name.to_string(), outcome.line);
        let text = (outcome.repetition, cases::repetition_text(outcome, self.verbose));
        match &mut self.pending {
            Some(pending) if outcome.repetition > 0 && pending.key == key => {
                if outcome.verdict > pending.verdict {
                    pending.suite = cases::suite(outcome, detail);
                    pending.verdict = outcome.verdict;
                    pending.decides = outcome.repetition;
                }
                if pending.texts.len() < REPETITIONS_TOLD {
                    pending.texts.push(text);
                }
                pending.count += 1;
                Ok(())
            }
            _ => {
                self.flush()?;
                self.pending = Some(Pending {
                    key,
                    suite: cases::suite(outcome, detail),
                    verdict: outcome.verdict,
                    decides: outcome.repetition,
                    texts: vec![text],
                    count: 1,
                });
                Ok(())
            }
        }
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        self.flush()?;
        if totals.interrupted {
            self.write(&cases::interrupted_suite(self.started_ms))?;
        }
        self.head(totals, out)?;
        self.spool.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.spool, out)?;
        out.write_all(b"</testsuites>\n")
    }
}

#[cfg(test)]
mod schemas;
#[cfg(test)]
mod tests;

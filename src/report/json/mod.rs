//! The public JSON of a run: `json`, one versioned document that `merge`, `compare` and `--shard-by` read again, and
//! `ndjson`, the events as they happen.
//!
//! - `document`: the public form, with the descriptions of its schema; `self_schema`: how both come from one source.
//! - `to_public`, `from_public`: between the model and the public form; `coverage`: both, of that part.
//! - `read`: a document from a file, instance by instance.
//! - `schema`: what `runthrough schema report` prints.
//!
//! Nothing is masked here: what comes in is masked already.

mod coverage;
mod document;
mod exchange;
mod from_public;
mod ndjson;
mod read;
mod schema;
mod self_schema;
mod to_public;

use std::io::{Result, Write};

pub use coverage::Coverage;
pub use document::{Instance, Plan, Run, VERSION};
pub use ndjson::Ndjson;
pub use read::{Report, read};
pub use schema::schema;

use super::{Format, InvalidFile};
use crate::model::{InstanceOutcome, RunHeader, Totals};

/// What a JSON report has beside the outcomes.
#[derive(Debug, Clone, Default)]
pub struct JsonOptions {
    /// Name of the machine.
    pub host: String,
    /// Files that could not be run.
    pub invalid: Vec<InvalidFile>,
}

/// The JSON report: a line for each instance.
#[derive(Debug)]
pub struct Json {
    options: JsonOptions,
    instances: usize,
}

impl Json {
    /// A report without instances.
    pub fn new(options: JsonOptions) -> Self {
        Json { options, instances: 0 }
    }
}

impl Format for Json {
    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        write!(out, "{{\"version\":{VERSION},\n\"run\":")?;
        serde_json::to_writer(&mut *out, &to_public::run(header, &self.options.host))?;
        out.write_all(b",\n\"plan\":")?;
        serde_json::to_writer(&mut *out, &document::Plan::from(header))?;
        out.write_all(b",\n\"invalid_files\":")?;
        let invalid: Vec<_> = self.options.invalid.iter().map(document::InvalidFile::from).collect();
        serde_json::to_writer(&mut *out, &invalid)?;
        out.write_all(b",\n\"instances\":[")
    }

    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        out.write_all(if self.instances == 0 { b"\n" } else { b",\n" })?;
        self.instances += 1;
        Ok(serde_json::to_writer(out, &Instance::from(outcome))?)
    }

    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()> {
        out.write_all(b"\n],\n\"totals\":")?;
        serde_json::to_writer(&mut *out, &document::Totals::from(totals))?;
        if let Some(coverage) = Coverage::of(&totals.coverage) {
            out.write_all(b",\n\"coverage\":")?;
            serde_json::to_writer(&mut *out, &coverage)?;
        }
        writeln!(out, ",\n\"interrupted\":{}}}", totals.interrupted)
    }
}

#[cfg(test)]
mod tests;

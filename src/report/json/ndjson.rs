//! NDJSON: an event a line, as they happen. What a run that is killed knew by then is there.

use std::io::{Result, Write};

use serde::Serialize;

use super::coverage::Coverage;
use super::document::{Instance, InvalidFile, Plan, Run, Totals, VERSION};
use super::self_schema::{Definitions, Described, described};
use super::{JsonOptions, to_public};
use crate::model::{InstanceOutcome, RunHeader};
use crate::report::Format;

described! {
    /// The run began.
    RunStarted {
        always {
            /// Version of this format: 1.
            version: u64,
            /// What runs, where and how.
            run: Run,
            /// What is to run.
            plan: Plan,
            /// Files that cannot be run for their errors.
            invalid_files: Vec<InvalidFile>,
        }
        sometimes {}
    }

    /// A scenario instance began.
    InstanceStarted {
        always {
            /// Its place in the whole plan, from 0.
            index: usize,
            /// Its id, as in `instance_finished`.
            id: String,
        }
        sometimes {}
    }

    /// A scenario instance ended.
    InstanceFinished {
        always {
            /// What came of it, as in the JSON report.
            instance: Instance,
        }
        sometimes {}
    }

    /// The run ended.
    RunFinished {
        always {
            /// What it came to.
            totals: Totals,
            /// True when a signal or `--timeout` ended it.
            interrupted: bool,
        }
        sometimes {
            /// How much of the OpenAPI documents was exercised, as in the JSON report.
            coverage: Option<Coverage>,
        }
    }
}

/// The NDJSON report. It gets the instances in the order of finishing.
#[derive(Debug)]
pub struct Ndjson {
    options: JsonOptions,
}

#[derive(Serialize)]
struct Event<'a, T> {
    event: &'static str,
    #[serde(flatten)]
    what: &'a T,
}

fn line<T: Serialize>(event: &'static str, what: &T, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer(&mut *out, &Event { event, what })?;
    out.write_all(b"\n")?;
    out.flush()
}

impl Ndjson {
    /// A stream without events.
    pub fn new(options: JsonOptions) -> Self {
        Ndjson { options }
    }

    /// An instance began.
    pub fn instance_started(&mut self, index: usize, id: &str, out: &mut dyn Write) -> Result<()> {
        line("instance_started", &InstanceStarted { index, id: id.to_owned() }, out)
    }
}

impl Format for Ndjson {
    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        let event = RunStarted {
            version: VERSION,
            run: to_public::run(header, &self.options.host),
            plan: header.into(),
            invalid_files: self.options.invalid.iter().map(InvalidFile::from).collect(),
        };
        line("run_started", &event, out)
    }

    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()> {
        line("instance_finished", &InstanceFinished { instance: outcome.into() }, out)
    }

    fn end(&mut self, totals: &crate::model::Totals, out: &mut dyn Write) -> Result<()> {
        let coverage = Coverage::of(&totals.coverage);
        let event = RunFinished { totals: totals.into(), interrupted: totals.interrupted, coverage };
        line("run_finished", &event, out)
    }
}

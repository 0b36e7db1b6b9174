//! Reports that are written while the run goes on: NDJSON.

use std::io::{self, BufWriter, Write};

use super::request::{ReportPlace, ReportRequest};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::io::files::{create_growing, words};
use crate::model::{InstanceOutcome, RunHeader, Totals};
use crate::report::Format;
use crate::report::json::{JsonOptions, Ndjson};

/// One of them. After the first fault nothing more is written; it is told at the end.
pub struct NdjsonReport {
    format: Ndjson,
    out: Box<dyn Write>,
    path: String,
    problem: Option<io::Error>,
}

impl NdjsonReport {
    /// Opens the file, which is written as it grows: a run that is killed leaves what it knew.
    pub(super) fn open(request: &ReportRequest, options: JsonOptions) -> Result<Self, CliError> {
        let path = &request.shown;
        let problem = |problem| CliError::usage(format!("the report cannot be written: {problem}"));
        let out: Box<dyn Write> = match &request.place {
            ReportPlace::Stdout => Box::new(BufWriter::new(io::stdout())),
            ReportPlace::Typed(typed) => {
                let file = create_growing(typed);
                let file = file.map_err(|error| problem(format!("`{path}`: {}", words(&error))))?;
                Box::new(BufWriter::new(file))
            }
            ReportPlace::Project(named) => Box::new(BufWriter::new(named.create_growing(request)?)),
        };
        Ok(NdjsonReport { format: Ndjson::new(options), out, path: path.clone(), problem: None })
    }

    fn write(&mut self, write: impl FnOnce(&mut Ndjson, &mut dyn Write) -> io::Result<()>) {
        if self.problem.is_none() {
            self.problem = write(&mut self.format, &mut self.out).err();
        }
    }

    /// Before the first instance.
    pub fn start(&mut self, header: &RunHeader) {
        self.write(|format, out| format.start(header, out));
    }

    /// An instance began.
    pub fn instance_started(&mut self, index: usize, id: &str) {
        self.write(|format, out| format.instance_started(index, id, out));
    }

    /// An instance ended.
    pub fn instance(&mut self, outcome: &InstanceOutcome) {
        self.write(|format, out| format.instance(outcome, out));
    }

    /// After the last instance. `false` when something could not be written.
    pub fn end(&mut self, totals: &Totals, output: &Output) -> bool {
        self.write(|format, out| format.end(totals, out));
        match &self.problem {
            None => true,
            // Who reads no further wants no more.
            Some(problem) if self.path == "-" && problem.kind() == io::ErrorKind::BrokenPipe => true,
            Some(problem) => {
                let why = words(problem);
                output.stderr(&format!("error: the report `{}` cannot be written: {why}\n", self.path));
                false
            }
        }
    }
}

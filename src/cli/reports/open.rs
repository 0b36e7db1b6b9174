//! Reports while a run goes on: written in plan order after the last instance.

use std::io::Write;

use super::ndjson_report::NdjsonReport;
use super::request::{ReportPlace, ReportRequest};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::watchdog::Watchdog;
use crate::io::atomic::AtomicFile;
use crate::io::files::words;
use crate::io::root::Unfinished;
use crate::io::spool::Spool;
use crate::model::{InstanceOutcome, RunHeader, Totals};
use crate::report::{Format, Live, LiveLine, Terminal};

/// Where a report goes.
pub(super) enum Target {
    Stdout,
    File(AtomicFile),
}

impl Target {
    /// Opens it, so that an unwritable path is reported before the first request.
    pub(super) fn open(request: &ReportRequest) -> Result<Self, CliError> {
        let problem = |problem| CliError::usage(format!("the report cannot be written: {problem}"));
        Ok(match &request.place {
            ReportPlace::Stdout => Target::Stdout,
            ReportPlace::Typed(path) => Target::File(AtomicFile::create(path).map_err(problem)?),
            ReportPlace::Project(named) => Target::File(named.begin(request)?.into()),
        })
    }
}

/// Reports while the run goes on.
pub struct OpenReports {
    pub(super) header: RunHeader,
    pub(super) terminal: Terminal,
    pub(super) live: Live,
    pub(super) files: Vec<(Target, String, Box<dyn Format>)>,
    pub(super) ndjson: Vec<NdjsonReport>,
    pub(super) spool: Option<Spool>,
    pub(super) spool_problem: Option<std::io::Error>,
    pub(super) invalid_files: usize,
}

impl OpenReports {
    /// Files with errors, which are reported beside the instances.
    pub fn invalid_files(&self) -> usize {
        self.invalid_files
    }

    /// Temporary files of the reports.
    pub fn unfinished(&self) -> Vec<Unfinished> {
        let files = self.files.iter().filter_map(|(target, ..)| match target {
            Target::File(file) => file.unfinished(),
            Target::Stdout => None,
        });
        files.collect()
    }

    /// What writes above the live line.
    pub fn live_line(&self) -> LiveLine {
        self.live.line()
    }

    /// An instance began.
    pub fn started(&mut self, index: usize, name: &str) {
        self.live.started(index, name);
    }

    /// Before the first instance.
    pub fn start(&mut self, output: &Output) {
        let (terminal, header) = (&mut self.terminal, &self.header);
        self.live.line().above(&mut || output.with_shown(&mut |out| terminal.start(header, out)));
        self.ndjson.iter_mut().for_each(|stream| stream.start(header));
    }

    /// An instance began. `id` is asked for its id where somebody wants to know.
    pub fn instance_started(&mut self, index: usize, id: &dyn Fn() -> String) {
        self.ndjson.iter_mut().for_each(|stream| stream.instance_started(index, &id()));
    }

    /// An instance ended.
    pub fn instance(&mut self, outcome: &InstanceOutcome, output: &Output) {
        let terminal = &mut self.terminal;
        self.live.line().above(&mut || output.with_shown(&mut |out| terminal.instance(outcome, out)));
        self.live.finished(outcome.index, outcome.verdict);
        self.ndjson.iter_mut().for_each(|stream| stream.instance(outcome));
        if let Some(spool) = &mut self.spool
            && self.spool_problem.is_none()
        {
            self.spool_problem = spool.push(outcome).err();
        }
    }

    /// Writes every report, then the summary. `false` when a report could not be written.
    pub fn end(mut self, mut totals: Totals, watchdog: Option<&Watchdog>, output: &Output) -> bool {
        totals.invalid_files = self.invalid_files;
        self.live.end();
        let mut written = true;
        for stream in &mut self.ndjson {
            watchdog.into_iter().for_each(Watchdog::beat);
            written &= stream.end(&totals, output);
        }
        for (target, path, format) in std::mem::take(&mut self.files) {
            if let Err(problem) = self.write(target, format, &totals, watchdog) {
                written = false;
                let why = words(&problem);
                output.stderr(&format!("error: the report `{path}` cannot be written: {why}\n"));
            }
        }
        let (terminal, header) = (&mut self.terminal, &self.header);
        output.with_shown(&mut |out| terminal.end(&totals, header, out));
        written
    }

    fn write(
        &mut self,
        target: Target,
        mut format: Box<dyn Format>,
        totals: &Totals,
        watchdog: Option<&Watchdog>,
    ) -> std::io::Result<()> {
        if let Some(problem) = &self.spool_problem {
            return Err(std::io::Error::new(
                problem.kind(),
                format!("the results could not be stored: {problem}"),
            ));
        }
        match target {
            Target::Stdout => {
                let mut out = std::io::stdout().lock();
                self.write_to(&mut *format, totals, &mut std::io::BufWriter::new(watched(watchdog, &mut out)))
            }
            Target::File(mut file) => {
                self.write_to(&mut *format, totals, &mut watched(watchdog, &mut file))?;
                watchdog.into_iter().for_each(Watchdog::beat);
                file.commit()
            }
        }
    }

    fn write_to(
        &mut self,
        format: &mut dyn Format,
        totals: &Totals,
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        format.totals_known(totals);
        format.start(&self.header, out)?;
        if let Some(spool) = &mut self.spool {
            for outcome in spool.read_in_order() {
                format.instance(&outcome?, out)?;
            }
        }
        format.end(totals, out)?;
        out.flush()
    }
}

/// A writer that shows a watchdog that it gets on.
fn watched<'w>(watchdog: Option<&Watchdog>, out: &'w mut dyn Write) -> Box<dyn Write + 'w> {
    match watchdog {
        Some(watchdog) => Box::new(watchdog.watched(out)),
        None => Box::new(out),
    }
}

//! Reports that were asked for: opened before the first request, written in plan order after the last instance.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{JunitCase, MergeArgs, RunArgs};
use super::config::LoadedProject;
use super::exit::Complaint;
use super::guard::Guard;
use super::output::Output;
use super::streams::EventStream;
use crate::diag::{Styles, did_you_mean, list, render};
use crate::io::atomic::AtomicFile;
use crate::io::files::words;
use crate::io::spool::Spool;
use crate::model::{InstanceOutcome, RunHeader, Totals};
use crate::report::json::{Json, JsonOptions};
use crate::report::{
    Format, GitHub, Html, HtmlOptions, InvalidFile, Junit, JunitOptions, Live, LiveLine, Markdown, Tap,
    Terminal, TerminalOptions,
};

/// A format that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReportFormat {
    Junit,
    Json,
    Ndjson,
    Tap,
    GitHub,
    Markdown,
    Html,
}

/// All formats, by the names of `--report`.
const FORMATS: &[(&str, ReportFormat)] = &[
    ("junit", ReportFormat::Junit),
    ("json", ReportFormat::Json),
    ("ndjson", ReportFormat::Ndjson),
    ("tap", ReportFormat::Tap),
    ("github", ReportFormat::GitHub),
    ("markdown", ReportFormat::Markdown),
    ("html", ReportFormat::Html),
];

/// Reports as asked for.
pub struct Reports {
    wanted: Vec<Wanted>,
    invalid: Vec<InvalidFile>,
    strict: bool,
    per_scenario: bool,
    curl: bool,
    /// Name of the machine, or of all machines.
    host: String,
}

struct Wanted {
    format: ReportFormat,
    path: String,
}

fn format_of(name: &str) -> Result<ReportFormat, Complaint> {
    let names = || FORMATS.iter().map(|(name, _)| *name);
    match FORMATS.iter().find(|(known, _)| *known == name) {
        Some((_, format)) => Ok(*format),
        None => {
            let complaint = Complaint::usage(format!("there is no report format `{name}`"));
            Err(match did_you_mean(name, names()) {
                Some(near) => complaint.help(format!("did you mean `{near}`?")),
                None => complaint.help(format!("there is {}", list(names()))),
            })
        }
    }
}

/// Reads what `--report` asks for.
fn wanted(texts: impl Iterator<Item = String>) -> Result<Vec<Wanted>, Complaint> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for text in texts {
        let (name, path) = text.split_once('=').map_or((text.as_str(), "-"), |(name, path)| (name, path));
        let format = format_of(name)?;
        if path.is_empty() {
            return Err(Complaint::usage(format!("the report `{name}` has no file"))
                .help(format!("write `--report {name}=out.{name}`, or `--report {name}=-` for stdout")));
        }
        if wanted.iter().any(|other| other.path == path) {
            let message = match path {
                "-" => "two reports cannot both be written to stdout".to_owned(),
                _ => format!("two reports cannot both be written to `{path}`"),
            };
            return Err(Complaint::usage(message));
        }
        wanted.push(Wanted { format, path: path.to_owned() });
    }
    Ok(wanted)
}

impl Reports {
    /// Reads `--report` and the configuration's `reports`.
    pub fn requested(args: &RunArgs, loaded: &LoadedProject) -> Result<Self, Complaint> {
        let configured = loaded.project.config.reports.iter().map(|report| report.value.to_string());
        let wanted = wanted(args.report.iter().cloned().chain(configured))?;
        let invalid = loaded
            .invalid()
            .into_iter()
            .map(|(path, diagnostics)| InvalidFile {
                path: path.to_string(),
                line: diagnostics.first().map_or(1, |diagnostic| match diagnostic.place {
                    crate::diag::Place::Span(span) => loaded.project.sources.location(span).line,
                    crate::diag::Place::File(_) => 1,
                }),
                messages: diagnostics
                    .iter()
                    .map(|diagnostic| render(diagnostic, &loaded.project.sources, Styles::Plain))
                    .collect(),
            })
            .collect();
        Ok(Reports {
            wanted,
            invalid,
            strict: args.junit.junit_strict,
            per_scenario: args.junit.junit_case == JunitCase::Scenario,
            curl: args.curl,
            host: hostname(),
        })
    }

    /// Reads `--report` of `merge`.
    pub fn of_merge(args: &MergeArgs, host: String, invalid: Vec<InvalidFile>) -> Result<Self, Complaint> {
        Ok(Reports {
            wanted: wanted(args.report.iter().cloned())?,
            invalid,
            strict: args.junit.junit_strict,
            per_scenario: args.junit.junit_case == JunitCase::Scenario,
            curl: false,
            host,
        })
    }

    /// Files with errors.
    pub fn invalid_files(&self) -> usize {
        self.invalid.len()
    }

    /// True when a report goes to stdout, so that the terminal's own output goes to stderr.
    pub fn take_stdout(&self) -> bool {
        self.wanted.iter().any(|wanted| wanted.path == "-")
    }

    /// Some report is asked for.
    pub fn are_wanted(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// What writes a format.
    fn writer(&self, format: ReportFormat) -> Box<dyn Format> {
        match format {
            ReportFormat::Junit => Box::new(Junit::new(JunitOptions {
                strict: self.strict,
                per_scenario: self.per_scenario,
                hostname: self.host.clone(),
                invalid: self.invalid.clone(),
            })),
            ReportFormat::Json | ReportFormat::Ndjson => Box::new(Json::new(self.json_options())),
            ReportFormat::Tap => Box::new(Tap::new(self.invalid.clone())),
            ReportFormat::GitHub => Box::new(GitHub::new(self.invalid.clone())),
            ReportFormat::Markdown => Box::new(Markdown::new(self.invalid.clone())),
            ReportFormat::Html => {
                Box::new(Html::new(HtmlOptions { host: self.host.clone(), invalid: self.invalid.clone() }))
            }
        }
    }

    fn json_options(&self) -> JsonOptions {
        JsonOptions { host: self.host.clone(), invalid: self.invalid.clone() }
    }

    /// True when a report tells all that is known: the identity of the plan, and the URLs, headers and captures of steps
    /// that passed too.
    pub fn tell_everything(&self) -> bool {
        let everything = [ReportFormat::Json, ReportFormat::Ndjson, ReportFormat::Html];
        self.wanted.iter().any(|wanted| everything.contains(&wanted.format))
    }

    /// Opens every file: an unwritable path is said before the first request.
    pub fn open(
        self,
        header: &RunHeader,
        verbose: bool,
        quiet: bool,
        output: &Output,
    ) -> Result<OpenReports, Complaint> {
        let mut files = Vec::with_capacity(self.wanted.len());
        let mut streams = Vec::new();
        let invalid_files = self.invalid.len();
        for wanted in &self.wanted {
            if wanted.format == ReportFormat::Ndjson {
                streams.push(EventStream::open(&wanted.path, self.json_options())?);
                continue;
            }
            let target = if wanted.path == "-" {
                Target::Stdout
            } else {
                Target::File(AtomicFile::create(Path::new(&wanted.path)).map_err(|problem| {
                    Complaint::usage(format!("the report cannot be written: {problem}"))
                })?)
            };
            files.push((target, wanted.path.clone(), self.writer(wanted.format)));
        }
        let spool = if files.is_empty() {
            None
        } else {
            Some(Spool::new().map_err(|error| {
                Complaint::usage(format!("no temporary file can be made for the reports: {error}"))
                    .help("set TMPDIR to a folder with free space")
            })?)
        };
        let options = TerminalOptions { verbose, quiet, curl: self.curl, colour: output.colour() };
        Ok(OpenReports {
            header: header.clone(),
            terminal: Terminal::new(options),
            live: match output.live() && !quiet {
                true => Live::new(header.planned, output.colour()),
                false => Live::hidden(),
            },
            files,
            streams,
            spool,
            spool_problem: None,
            invalid_files,
        })
    }
}

enum Target {
    Stdout,
    File(AtomicFile),
}

/// Reports while the run goes on.
pub struct OpenReports {
    header: RunHeader,
    terminal: Terminal,
    live: Live,
    files: Vec<(Target, String, Box<dyn Format>)>,
    streams: Vec<EventStream>,
    spool: Option<Spool>,
    spool_problem: Option<std::io::Error>,
    invalid_files: usize,
}

impl OpenReports {
    /// Files with errors, which are reported beside the instances.
    pub fn invalid_files(&self) -> usize {
        self.invalid_files
    }

    /// Temporary files of the reports.
    pub fn unfinished(&self) -> Vec<PathBuf> {
        let files = self.files.iter().filter_map(|(target, ..)| match target {
            Target::File(file) => file.unfinished().map(Path::to_owned),
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
        self.streams.iter_mut().for_each(|stream| stream.start(header));
    }

    /// An instance began. `id` is asked for its id where somebody wants to know.
    pub fn instance_started(&mut self, index: usize, id: &dyn Fn() -> String) {
        self.streams.iter_mut().for_each(|stream| stream.instance_started(index, &id()));
    }

    /// An instance ended.
    pub fn instance(&mut self, outcome: &InstanceOutcome, output: &Output) {
        let terminal = &mut self.terminal;
        self.live.line().above(&mut || output.with_shown(&mut |out| terminal.instance(outcome, out)));
        self.live.finished(outcome.index, outcome.verdict);
        self.streams.iter_mut().for_each(|stream| stream.instance(outcome));
        if let Some(spool) = &mut self.spool
            && self.spool_problem.is_none()
        {
            self.spool_problem = spool.push(outcome).err();
        }
    }

    /// Writes every report, then the summary. `false` when a report could not be written.
    pub fn end(mut self, mut totals: Totals, guard: Option<&Guard>, output: &Output) -> bool {
        totals.invalid_files = self.invalid_files;
        self.live.end();
        let mut written = true;
        for stream in &mut self.streams {
            guard.into_iter().for_each(Guard::beat);
            written &= stream.end(&totals, output);
        }
        for (target, path, format) in std::mem::take(&mut self.files) {
            if let Err(problem) = self.write(target, format, &totals, guard) {
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
        guard: Option<&Guard>,
    ) -> std::io::Result<()> {
        if let Some(problem) = &self.spool_problem {
            return Err(std::io::Error::new(
                problem.kind(),
                format!("the outcomes could not be kept: {problem}"),
            ));
        }
        match target {
            Target::Stdout => {
                let mut out = std::io::stdout().lock();
                self.write_to(&mut *format, totals, &mut std::io::BufWriter::new(watched(guard, &mut out)))
            }
            Target::File(mut file) => {
                self.write_to(&mut *format, totals, &mut watched(guard, &mut file))?;
                guard.into_iter().for_each(Guard::beat);
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
        format.foresee(totals);
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

/// A writer that shows a guard that it gets on.
fn watched<'w>(guard: Option<&Guard>, out: &'w mut dyn Write) -> Box<dyn Write + 'w> {
    match guard {
        Some(guard) => Box::new(guard.watched(out)),
        None => Box::new(out),
    }
}

fn hostname() -> String {
    std::env::var("HOSTNAME").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".to_owned())
}

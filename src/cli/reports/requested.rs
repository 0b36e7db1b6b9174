//! Reports that were asked for, before the first request is sent.

use super::junit_args::{JunitArgs, JunitCase};
use super::ndjson_report::NdjsonReport;
use super::open::{OpenReports, Target};
use super::origin::ReportOrigin;
use super::request::{ReportFormat, ReportPlace, ReportRequest, add, parse_configured, parse_typed};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::io::spool::Spool;
use crate::model::{Project, RunHeader};
use crate::project::LoadedProject;
use crate::report::json::{Json, JsonOptions};
use crate::report::{
    Format, GitHub, Html, HtmlOptions, Junit, JunitOptions, Live, Markdown, Tap, Terminal, TerminalOptions,
};

/// Reports as asked for.
pub struct Reports {
    requests: Vec<ReportRequest>,
    strict: bool,
    per_scenario: bool,
    curl: bool,
    origin: ReportOrigin,
}

impl Reports {
    /// Reads what `--report` asks for, in the form `FORMAT[=FILE]`.
    pub fn new(
        typed: &[String],
        junit: &JunitArgs,
        curl: bool,
        origin: ReportOrigin,
    ) -> Result<Self, CliError> {
        let mut requests = Vec::new();
        for text in typed {
            add(&mut requests, parse_typed(text)?)?;
        }
        Ok(Reports {
            requests,
            strict: junit.junit_strict,
            per_scenario: junit.junit_case == JunitCase::Scenario,
            curl,
            origin,
        })
    }

    /// Adds what the configuration of a project asks for, in the same form.
    pub fn with_configured(mut self, loaded: &LoadedProject) -> Result<Self, CliError> {
        let Project { config, sources, .. } = &loaded.project;
        for report in &config.reports {
            let named_at = sources.location(report.span).to_string();
            add(&mut self.requests, parse_configured(&report.value, named_at, &loaded.disk)?)?;
        }
        Ok(self)
    }

    /// Files with errors.
    pub fn invalid_files(&self) -> usize {
        self.origin.invalid.len()
    }

    /// True when a report goes to stdout, so that the terminal's own output goes to stderr.
    pub fn take_stdout(&self) -> bool {
        self.requests.iter().any(|request| matches!(request.place, ReportPlace::Stdout))
    }

    /// Some report is asked for.
    pub fn are_wanted(&self) -> bool {
        !self.requests.is_empty()
    }

    /// What writes a format.
    fn writer(&self, format: ReportFormat) -> Box<dyn Format> {
        match format {
            ReportFormat::Junit => Box::new(Junit::new(JunitOptions {
                strict: self.strict,
                per_scenario: self.per_scenario,
                hostname: self.origin.host.clone(),
                invalid: self.origin.invalid.clone(),
            })),
            ReportFormat::Json | ReportFormat::Ndjson => Box::new(Json::new(self.json_options())),
            ReportFormat::Tap => Box::new(Tap::new(self.origin.invalid.clone())),
            ReportFormat::GitHub => Box::new(GitHub::new(self.origin.invalid.clone())),
            ReportFormat::Markdown => Box::new(Markdown::new(self.origin.invalid.clone())),
            ReportFormat::Html => Box::new(Html::new(HtmlOptions {
                host: self.origin.host.clone(),
                invalid: self.origin.invalid.clone(),
            })),
        }
    }

    fn json_options(&self) -> JsonOptions {
        JsonOptions { host: self.origin.host.clone(), invalid: self.origin.invalid.clone() }
    }

    /// True when a report tells all that is known: the identity of the plan, and the URLs, headers and captures of steps
    /// that passed too.
    pub fn tell_everything(&self) -> bool {
        let everything = [ReportFormat::Json, ReportFormat::Ndjson, ReportFormat::Html];
        self.requests.iter().any(|request| everything.contains(&request.format))
    }

    /// Opens every file: an unwritable path is said before the first request.
    pub fn open(
        self,
        header: &RunHeader,
        verbose: bool,
        quiet: bool,
        output: &Output,
    ) -> Result<OpenReports, CliError> {
        let mut files = Vec::with_capacity(self.requests.len());
        let mut ndjson = Vec::new();
        let invalid_files = self.origin.invalid.len();
        for request in &self.requests {
            if request.format == ReportFormat::Ndjson {
                ndjson.push(NdjsonReport::open(request, self.json_options())?);
                continue;
            }
            files.push((Target::open(request)?, request.shown.clone(), self.writer(request.format)));
        }
        let spool = if files.is_empty() {
            None
        } else {
            Some(Spool::new().map_err(|error| {
                CliError::usage(format!("a temporary file for the reports cannot be created: {error}"))
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
            ndjson,
            spool,
            spool_problem: None,
            invalid_files,
        })
    }
}

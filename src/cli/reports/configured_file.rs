//! Whether a file is a report: a configuration names files to be overwritten, and nothing but an earlier report may be.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::request::{ConfiguredFile, ReportFormat, ReportRequest};
use crate::cli::error::CliError;
use crate::io::atomic::cannot_write;
use crate::io::project::FoundFile;
use crate::io::root::{FileProblem, NewFile, OpenedFile as File};

/// So many bytes at the beginning of a file say what it is.
const HEAD: u64 = 4096;

/// The path without links that a report is written to, where there is none yet, or an earlier report of the same format. The
/// error is one line for people; `shown` is the path as they know it.
fn replaceable(format: ReportFormat, file: &FoundFile, shown: &str) -> Result<PathBuf, String> {
    if file.inside.iter().any(|name| name.eq_ignore_ascii_case(".git")) {
        return Err(format!("`{shown}` is in a folder for the repository's own files"));
    }
    let mut head = Vec::new();
    let read = file.root.open_file(&file.inside, u64::MAX).and_then(|opened| {
        opened.take(HEAD).read_to_end(&mut head)?;
        file.root.without_links(&file.inside)
    });
    match read {
        Ok(path) if is_report(format, &head) => Ok(path),
        Ok(_) => Err(format!(
            "`{shown}` exists and is not a report of this format, so it is not replaced: remove it, or choose a different file"
        )),
        Err(problem) if problem.is_not_found() => Ok(file.inside.clone()),
        Err(FileProblem::NotRegular) => Err(format!("`{shown}` exists and is not a regular file")),
        Err(problem) => Err(problem.describe(shown)),
    }
}

impl ConfiguredFile {
    /// Begins a report that takes the place of an earlier one.
    pub(super) fn begin(&self, request: &ReportRequest) -> Result<NewFile, CliError> {
        self.open(request, |path| self.file.root.begin(path))
    }

    /// Begins one that is read while it grows.
    pub(super) fn create_growing(&self, request: &ReportRequest) -> Result<File, CliError> {
        self.open(request, |path| self.file.root.create_growing(path))
    }

    fn open<T>(
        &self,
        request: &ReportRequest,
        open: impl FnOnce(&Path) -> Result<T, FileProblem>,
    ) -> Result<T, CliError> {
        let shown = &request.shown;
        let opened = replaceable(request.format, &self.file, shown)
            .and_then(|path| open(&path).map_err(|problem| cannot_write(shown, &problem)));
        opened.map_err(|problem| {
            CliError::usage(format!("{}: the report cannot be written: {problem}", self.named_at))
        })
    }
}

/// Whether a file that begins with these bytes is a report of a format that runthrough has written.
fn is_report(format: ReportFormat, head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let begins = |text: &str| head.starts_with(text);
    match format {
        ReportFormat::Junit => {
            begins("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"runthrough\"")
        }
        ReportFormat::Json => begins("{\"version\":1,\n\"run\":{\"id\":\""),
        // A run that was killed may have left it empty.
        ReportFormat::Ndjson => head.is_empty() || begins("{\"event\":\"run_started\",\"version\":1,"),
        ReportFormat::Tap => begins("TAP version 14\n"),
        // Empty where nothing failed.
        ReportFormat::GitHub => {
            let first = [
                "::group::",
                "::error file=",
                "::warning file=",
                "::notice file=",
                "::error title=runthrough::",
            ];
            head.is_empty() || first.into_iter().any(begins)
        }
        ReportFormat::Markdown => begins("## runthrough: "),
        ReportFormat::Html => {
            begins("<!doctype html>\n")
                && head.contains("script-src 'sha256-")
                && head.contains("runthrough, ")
        }
    }
}

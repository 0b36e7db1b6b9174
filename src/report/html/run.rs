//! What the templates see of the whole run.

use serde::Serialize;

use crate::model::units::show_duration;
use crate::model::{RunHeader, Totals};
use crate::report::InvalidFile;
use crate::report::text::{block, one_line};

/// The run.
#[derive(Debug, Serialize)]
pub struct Run {
    rows: Vec<(&'static str, String)>,
    date: String,
    started: i64,
    jobs: usize,
    verbose: bool,
}

impl Run {
    /// What is known from the beginning.
    pub fn new(header: &RunHeader, host: &str) -> Self {
        let date = jiff::Timestamp::from_millisecond(header.started_ms)
            .map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
        let mut rows = vec![
            ("Started", date.clone()),
            ("Environment", one_line(&header.environment)),
            ("Seed", header.seed.to_string()),
            ("At once", header.jobs.to_string()),
            ("Machine", one_line(host)),
            ("runthrough", one_line(&header.version)),
            ("Run", one_line(&header.run_id)),
        ];
        if let Some(shard) = &header.shard {
            rows.push(("Shard", format!("{} of {}", shard.index, shard.of)));
        }
        if !header.merged_from.is_empty() {
            rows.push(("Merged from", one_line(&header.merged_from.join(", "))));
        }
        Run { rows, date, started: header.started_ms, jobs: header.jobs, verbose: header.verbose }
    }
}

/// What the run came to.
#[derive(Debug, Serialize)]
pub struct Sums {
    verdict: &'static str,
    headline: String,
    cards: Vec<(&'static str, usize, &'static str)>,
    interrupted: bool,
    internal: bool,
    cleanup_not_reached: Vec<String>,
    duration: String,
}

impl From<&Totals> for Sums {
    fn from(totals: &Totals) -> Self {
        let (verdict, headline) = match totals {
            Totals { errored: 1.., .. } | Totals { invalid_files: 1.., .. } => {
                ("errored", "The run has errors")
            }
            Totals { failed: 1.., .. } => ("failed", "The run failed"),
            Totals { passed: 0, .. } => ("skipped", "Nothing ran"),
            _ => ("passed", "The run passed"),
        };
        Sums {
            verdict,
            headline: headline.to_owned(),
            cards: vec![
                ("passed", totals.passed, "passed"),
                ("failed", totals.failed, "failed"),
                ("errored", totals.errored, "errored"),
                ("skipped", totals.skipped, "skipped"),
                ("plain", totals.flaky, "flaky steps"),
                ("plain", totals.steps, "steps"),
                ("plain", totals.requests, "requests"),
            ],
            interrupted: totals.interrupted,
            internal: totals.internal,
            cleanup_not_reached: totals.cleanup_not_reached.iter().map(|id| one_line(id)).collect(),
            duration: show_duration(totals.duration),
        }
    }
}

/// A file with errors.
#[derive(Debug, Serialize)]
pub struct Invalid {
    path: String,
    line: usize,
    messages: Vec<String>,
}

impl From<&InvalidFile> for Invalid {
    fn from(file: &InvalidFile) -> Self {
        let messages = file.messages.iter().map(|message| block(message).into_owned()).collect();
        Invalid { path: one_line(&file.path), line: file.line, messages }
    }
}

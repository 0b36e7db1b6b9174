//! `runthrough merge`: the JSON reports of several runs as that of one.

mod merged;

use std::path::PathBuf;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::min_coverage::Minimum;
use crate::cli::output::Output;
use crate::cli::reports::{JunitArgs, ReportOrigin, Reports};
use crate::model::Totals;
use merged::{Merged, cannot_keep};

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The JSON reports (`--report json=FILE`) of the shards of one run
    #[arg(value_name = "REPORT.json", required = true)]
    pub reports: Vec<PathBuf>,
    /// Write a merged report: `junit=FILE`, `json=FILE` …; `-` is stdout; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// Fail (exit code 1) if the coverage of an OpenAPI document is lower: `80` (percent of its operations),
    /// `statuses=60`, `parameters=…`, `properties=…`; may be repeated
    #[arg(long, value_name = "[DIMENSION=]PERCENT")]
    pub min_coverage: Vec<String>,
    /// How JUnit is written.
    #[command(flatten)]
    pub junit: JunitArgs,
}

/// Merges reports, and writes whatever is asked for from the whole.
pub fn merge(
    args: &MergeArgs,
    verbose: bool,
    quiet: bool,
    output: &mut Output,
) -> Result<ExitCode, CliError> {
    let minimum = Minimum::read(&args.min_coverage)?;
    let mut merged = Merged::new()?;
    for path in &args.reports {
        merged.add(path)?;
    }
    let whole = merged.finish()?;
    minimum.needs_documents(
        &whole.coverage,
        "none of the reports contains coverage",
        "run scenarios that use an OpenAPI document: add `openapi: api.yaml` to them or to runthrough.yaml",
    )?;
    let origin = ReportOrigin { host: whole.hosts, invalid: whole.invalid };
    let reports = Reports::new(&args.report, &args.junit, false, origin)?;
    output.swapped = reports.take_stdout();
    let mut open = reports.open(&whole.header, verbose, quiet, output)?;
    open.start(output);
    let mut spool = whole.spool;
    let mut totals = Totals {
        duration: whole.duration,
        interrupted: whole.interrupted,
        coverage: whole.coverage,
        ..Totals::default()
    };
    for outcome in spool.read_in_order() {
        let outcome = outcome.map_err(cannot_keep)?;
        totals.add(&outcome);
        open.instance(&outcome, output);
    }
    let wrong_file = open.invalid_files() > 0;
    let written = open.end(totals.clone(), None, output);
    let missing = whole.header.plan.instances.saturating_sub(whole.header.planned);
    if missing > 0 {
        let all = whole.header.plan.instances;
        output.stderr(&format!(
            "error: {missing} of the {all} planned scenario instances are in none of the reports\n{}",
            whole.absent
        ));
    }
    let exit = ExitCode::of_run(&totals, wrong_file || !written || missing > 0);
    Ok(minimum.judge(&totals.coverage, exit, output))
}

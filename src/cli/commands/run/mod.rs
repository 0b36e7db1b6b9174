//! `runthrough run`: load, check, plan, run, report.

mod dry_run;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::execution::{ExecutionArgs, LoadedRun, PreparedRun, RunSettings, note_bundled_authorities};
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::report_findings;
use crate::cli::input_sources::InputArgs;
use crate::cli::min_coverage::Minimum;
use crate::cli::option_value::whole_number;
use crate::cli::output::{Output, in_ci};
use crate::cli::reports::{JunitArgs, ReportOrigin, Reports};
use crate::cli::select::SelectArgs;
use crate::cli::shard::ShardArgs;
use crate::cli::watchdog::Watchdog;
use crate::model::Plan;
use crate::run::{Detail, Event, mask_outcome, run as run_job};
use crate::vocabulary::limits::GRACE;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: SelectArgs,
    /// A part of them.
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Where inputs come from.
    #[command(flatten)]
    pub inputs: InputArgs,
    /// With --sandbox: a fault for the sandbox to have (see `runthrough sandbox --help`)
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    pub fault: Option<String>,
    /// Number of workers: scenario instances that run in parallel (default: number of CPU cores)
    #[arg(short, long, value_name = "N", value_parser = whole_number::<u16>(1..=1000))]
    pub jobs: Option<u16>,
    /// Allow requests only to this host: `host`, `host:port`, `*.domain`; may be repeated, replaces `allow_hosts`
    /// of runthrough.yaml
    #[arg(long, value_name = "PATTERN")]
    pub allow_host: Vec<String>,
    /// Write a report, such as `junit=FILE`: `junit`, `json`, `ndjson`, `html`, `tap`, `github`, `markdown`;
    /// without a file,
    /// or with `-`, to stdout; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// Watch files, and run the affected scenarios again after each change, until Ctrl-C
    #[arg(long, conflicts_with_all = ["dry_run", "shard"])]
    pub watch: bool,
    /// What `--watch` runs of the selection.
    #[arg(long, hide = true, value_name = "FILE")]
    pub only: Vec<PathBuf>,
    /// How JUnit is written.
    #[command(flatten)]
    pub junit: JunitArgs,
    /// The seed for random values; a run prints its seed (default: random, but the same for all shards of a plan)
    #[arg(long, value_name = "N", value_parser = whole_number::<u64>(0..=u64::MAX))]
    pub seed: Option<u64>,
    /// Render and print every request, but send none; secrets are masked, captures appear as ‹name›
    #[arg(long, conflicts_with_all = ["report", "curl"])]
    pub dry_run: bool,
    /// Print a curl command for every request, after its scenario
    #[arg(long)]
    pub curl: bool,
    /// Start no more scenarios after N of them did not pass (default: 1)
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = whole_number::<u32>(1..=u64::from(u32::MAX)))]
    pub fail_fast: Option<u32>,
    /// Write the snapshots of `snapshot` expectations; never in CI
    #[arg(long)]
    pub update_snapshots: bool,
    /// Fail (exit code 1) if the coverage of an OpenAPI document is lower: `80` (percent of its operations),
    /// `statuses=60`, `parameters=…`, `properties=…`; may be repeated
    #[arg(long, value_name = "[DIMENSION=]PERCENT", conflicts_with = "dry_run")]
    pub min_coverage: Vec<String>,
    /// Time limit for the whole run; when it is reached, the run ends as after Ctrl-C
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// Time limit for all cleanups together after an interruption
    #[arg(long, value_name = "DURATION", default_value = GRACE)]
    pub grace: String,
}

impl RunArgs {
    fn execution(&self) -> ExecutionArgs<'_> {
        ExecutionArgs {
            select: &self.select,
            paths: if self.only.is_empty() { &self.select.paths } else { &self.only },
            inputs: &self.inputs,
            fault: self.fault.as_deref(),
            allow_host: &self.allow_host,
            seed: self.seed,
            timeout: self.timeout.as_deref(),
            grace: &self.grace,
        }
    }

    fn reports(&self, loaded: &LoadedRun<'_>) -> Result<Reports, CliError> {
        let project = &loaded.project;
        Reports::new(&self.report, &self.junit, self.curl, ReportOrigin::here(project))?
            .with_configured(project)
    }
}

/// Runs scenarios.
pub fn run(args: &RunArgs, verbose: bool, quiet: bool, output: &mut Output) -> Result<ExitCode, CliError> {
    if args.watch {
        return watch::watch(&args.select, &args.inputs, output);
    }
    let minimum = Minimum::read(&args.min_coverage)?;
    let loaded = LoadedRun::load(args.execution())?;
    let reports = args.reports(&loaded);
    if let Ok(reports) = &reports {
        output.swapped = reports.take_stdout();
    }
    // What is wrong with the files must not be lost for what is wrong with an option.
    report_findings(&loaded.project, output);
    let reports = reports?;
    let settings = RunSettings {
        jobs: args.jobs.map(usize::from),
        shard: args.shard.clone(),
        dry_run: args.dry_run,
        fail_fast: args.fail_fast.map(|most| most as usize),
        verbose,
        detail: match verbose || args.curl {
            true => Detail::All,
            false if reports.tell_everything() => Detail::Heads,
            false => Detail::Failures,
        },
        update_snapshots: args.update_snapshots && !refused_in_ci(output),
        identify_plan: reports.tell_everything() || args.shard.shard.is_some(),
        // Every output but the lines of a quiet terminal tells it.
        count_coverage: !quiet || minimum.is_wanted() || reports.are_wanted(),
    };
    let PreparedRun { header, job, secrets, http, .. } = loaded.prepare(&settings, output)?;
    minimum.needs_documents(
        &job.files.conformance.coverage(&job.plan),
        "none of the scenarios uses an OpenAPI document",
        "add it at the top level of the scenarios or to runthrough.yaml: `openapi: api.yaml`",
    )?;
    if args.dry_run {
        return Ok(dry_run::print(&job, verbose, reports.invalid_files() > 0, output));
    }
    let mut open = reports.open(&header, verbose, quiet, output)?;
    let watchdog = Watchdog::new(&job, quiet, open.live_line());
    watchdog.remove_at_the_end(open.unfinished());
    open.start(output);
    if let Some(shard) = header.shard.filter(|_| job.plan.is_empty()) {
        output.stderr(&format!("warning: shard {shard} has nothing to run\n"));
    }
    let mut totals = run_job(&job, &mut |event| {
        watchdog.beat();
        match event {
            Event::Started { index } => {
                let place = job.plan.place(index);
                open.started(place, &secrets.apply(&instance_name(&job.plan, index)));
                open.instance_started(place, &|| job.plan.instance(index).map_or_else(String::new, |i| i.id));
            }
            Event::Finished(mut outcome) => {
                // The second gate: what was secret from the start is masked whatever the first one let through.
                mask_outcome(&mut outcome, &secrets);
                outcome.index = job.plan.place(outcome.index);
                open.instance(&outcome, output);
            }
            Event::Waiting => {}
        }
    });
    totals.coverage.each_id(&|id| secrets.apply(id).into());
    let wrong_file = open.invalid_files() > 0;
    let written = open.end(totals.clone(), Some(&watchdog), output);
    note_bundled_authorities(&http, output);
    let exit = match ExitCode::of_run(&totals, wrong_file || !written) {
        // Something was selected, and other shards run it.
        ExitCode::Nothing if args.shard.shard.is_some() => ExitCode::Ok,
        exit => exit,
    };
    Ok(watchdog.exit(minimum.judge(&totals.coverage, exit, output)))
}

/// What the live line calls an instance.
fn instance_name(plan: &Plan, index: usize) -> Arc<str> {
    let once = plan.once.get(index).map(|once| once.name.clone());
    once.or_else(|| plan.instance(index).map(|instance| instance.name())).unwrap_or_default()
}

/// In CI nobody would look at the snapshots that are written.
fn refused_in_ci(output: &Output) -> bool {
    if in_ci() {
        output.stderr(
            "warning: `--update-snapshots` writes nothing in CI (the environment variable CI is set)\n",
        );
    }
    in_ci()
}

//! `runthrough mutate`: how strong the scenarios are.

use std::sync::Arc;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::execution::{ExecutionArgs, LoadedRun, RunSettings, note_bundled_authorities};
use crate::cli::exit_code::ExitCode;
use crate::cli::findings::report_findings;
use crate::cli::input_sources::InputArgs;
use crate::cli::option_value::{InvalidValue, whole_number};
use crate::cli::output::Output;
use crate::cli::output_format::OutputFormat;
use crate::cli::select::SelectArgs;
use crate::cli::watchdog::Watchdog;
use crate::model::Verdict;
use crate::mutate::{self, Tape};
use crate::report::{Live, message};
use crate::vocabulary::limits::GRACE;

/// Arguments of `mutate`.
#[derive(Debug, Args)]
pub struct MutateArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: SelectArgs,
    /// Where inputs come from.
    #[command(flatten)]
    pub inputs: InputArgs,
    /// With --sandbox: a fault for the sandbox to have (see `runthrough sandbox --help`)
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    pub fault: Option<String>,
    /// Allow requests only to this host: `host`, `host:port`, `*.domain`; may be repeated, replaces `allow_hosts`
    /// of runthrough.yaml
    #[arg(long, value_name = "PATTERN")]
    pub allow_host: Vec<String>,
    /// The seed for random values
    #[arg(long, value_name = "N", value_parser = whole_number::<u64>(0..=u64::MAX))]
    pub seed: Option<u64>,
    /// Time limit for everything; when it is reached, the run ends as after Ctrl-C
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// Exit with 1 if less than this percentage of changes is noticed
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    pub min_score: Option<f64>,
    /// Text for people (with -v also steps that notice everything), or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: OutputFormat,
}

fn parse_percent(text: &str) -> Result<f64, InvalidValue> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        Ok(number) if (0.0..=100.0).contains(&number) => Ok(number),
        _ => Err(InvalidValue::Advice(
            "write `90` for 90 of a hundred changes: a number from 0 to 100".to_owned(),
        )),
    }
}

/// Runs scenarios once, and tells which changes of the responses they would not notice.
pub fn mutate(
    args: &MutateArgs,
    verbose: bool,
    quiet: bool,
    output: &mut Output,
) -> Result<ExitCode, CliError> {
    let loaded = LoadedRun::load(ExecutionArgs {
        select: &args.select,
        paths: &args.select.paths,
        inputs: &args.inputs,
        fault: args.fault.as_deref(),
        allow_host: &args.allow_host,
        seed: args.seed,
        timeout: args.timeout.as_deref(),
        grace: GRACE,
    })?;
    report_findings(&loaded.project, output);
    // One after the other, for the order of the scores.
    let prepared = loaded.prepare(&RunSettings { jobs: Some(1), ..RunSettings::default() }, output)?;
    let mut job = prepared.job;
    // Nobody else has it yet.
    let tape = match Arc::get_mut(&mut job) {
        Some(job) => Tape::before(&mut job.ports),
        None => return Err(CliError::usage("the run could not be prepared")),
    };
    let watchdog = Watchdog::new(&job, quiet, Live::hidden().line());
    let (scores, totals) = mutate::mutate(&job, &tape, &mut |outcome| {
        watchdog.beat();
        if outcome.verdict >= Verdict::Failed {
            let first = outcome.all_problems().next();
            let why = first.map_or_else(String::new, |problem| {
                format!(": {}", prepared.secrets.apply(&message(problem)))
            });
            output.stderr(&format!(
                "warning: {} {}{why}; its responses are not changed\n",
                prepared.secrets.apply(&outcome.name),
                outcome.verdict.as_str()
            ));
        }
    });
    match args.format {
        OutputFormat::Json => output.stdout(&format!("{:#}\n", mutate::json(&scores))),
        OutputFormat::Text => output.stdout(&mutate::text(&scores, verbose)),
    }
    note_bundled_authorities(&prepared.http, output);
    let count = scores.count();
    let below = args.min_score.filter(|least| count.score() * 100.0 < *least);
    if let Some(least) = below {
        let score = mutate::told(count);
        output.stderr(&format!("error: the score is {score}, but --min-score asks for {least} %\n"));
    }
    let exit = match ExitCode::of_run(&totals, prepared.has_invalid_files) {
        ExitCode::Ok if below.is_some() => ExitCode::Failed,
        exit => exit,
    };
    Ok(watchdog.exit(exit))
}

//! Options of the commands that run scenarios.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ListFormat;
use crate::model::Shard;
use crate::model::vocabulary::limits::GRACE;

/// Which scenarios.
#[derive(Debug, Clone, Default, Args)]
pub struct Select {
    /// Scenario files and folders (default: those of runthrough.yaml, else `scenarios`); `FILE:LINE` picks the scenario
    /// or data row there
    #[arg(value_name = "PATH[:LINE]")]
    pub paths: Vec<PathBuf>,
    /// The environment of runthrough.yaml to take inputs and defaults from
    #[arg(short, long, value_name = "NAME")]
    pub env: Option<String>,
    /// Only scenarios with these tags: `smoke and not (slow or flaky)`
    #[arg(short, long, value_name = "EXPR")]
    pub tag: Option<String>,
    /// Only scenarios whose name matches this regular expression
    #[arg(short, long, value_name = "REGEX")]
    pub name: Option<String>,
    /// Run each scenario so many times
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub repeat: u32,
}

/// A part of what is selected.
#[derive(Debug, Clone, Default, Args)]
pub struct ShardArgs {
    /// Only the I-th of N parts: every instance is in exactly one, the same on every machine
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub shard: Option<Shard>,
    /// Make the parts even by the durations of an earlier run: its JSON report, the same one for all parts
    #[arg(long, value_name = "REPORT.json", requires = "shard")]
    pub shard_by: Option<PathBuf>,
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((index, of)) if (1..=of).contains(&index) => Ok(Shard { index, of }),
        Some((_, of)) if of > 0 => Err(format!("write `1/{of}` to `{of}/{of}`: parts count from 1")),
        _ => Err("write `1/4` for the first of four parts".to_owned()),
    }
}

/// Where inputs come from.
#[derive(Debug, Clone, Default, Args)]
pub struct GivenArgs {
    /// Give an input its value; may be repeated
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// Take inputs from a YAML, JSON or dotenv file, by its ending
    #[arg(long, value_name = "FILE")]
    pub inputs_file: Option<PathBuf>,
    /// Run against the emulated API, started inside of this process, with an account for every scenario instance
    #[arg(long)]
    pub sandbox: bool,
}

/// `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: Select,
    /// A part of them.
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Where inputs come from.
    #[command(flatten)]
    pub given: GivenArgs,
    /// With --sandbox: a fault that the emulated API has (see `runthrough sandbox --help`)
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    pub fault: Option<String>,
    /// Scenario instances at once (default: number of cores)
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub jobs: Option<u16>,
    /// Ask no other host than this: `host`, `host:port`, `*.domain`; may be repeated, and replaces `allow_hosts` of
    /// runthrough.yaml
    #[arg(long, value_name = "PATTERN")]
    pub allow_host: Vec<String>,
    /// Write a report, such as `junit=FILE`: `junit`, `json`, `ndjson`, `html`, `tap`, `github`, `markdown`; without a file,
    /// or with `-`, to stdout; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// Run what a saved file affects again, until Ctrl-C
    #[arg(long, conflicts_with_all = ["dry_run", "shard"])]
    pub watch: bool,
    /// What `--watch` runs of the selection.
    #[arg(long, hide = true, value_name = "FILE")]
    pub only: Vec<PathBuf>,
    /// How JUnit is written.
    #[command(flatten)]
    pub junit: JunitArgs,
    /// What random values come from; a run prints its seed. All shards of a plan have the same one where none is given
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Render and print every request, and send none: secrets are masked, captures stand as ‹name›
    #[arg(long, conflicts_with_all = ["report", "curl"])]
    pub dry_run: bool,
    /// Print a curl line for every request, after its scenario
    #[arg(long)]
    pub curl: bool,
    /// After so many scenarios that did not pass (1 where no number is given) start no new one
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    pub fail_fast: Option<u32>,
    /// Write the bodies of `snapshot` expectations; never in CI
    #[arg(long)]
    pub update_snapshots: bool,
    /// Fail (exit code 1) where less of an OpenAPI document is exercised: `80` (percent of its operations), `statuses=60`,
    /// `parameters=…`, `properties=…`; may be repeated
    #[arg(long, value_name = "[DIMENSION=]PERCENT", conflicts_with = "dry_run")]
    pub min_coverage: Vec<String>,
    /// How long the whole run may take; then it ends as after Ctrl-C
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// After an interruption: how long all cleanups together may take
    #[arg(long, value_name = "DURATION", default_value = GRACE)]
    pub grace: String,
}

/// `mutate`.
#[derive(Debug, Args)]
pub struct MutateArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: Select,
    /// Where inputs come from.
    #[command(flatten)]
    pub given: GivenArgs,
    /// With --sandbox: a fault that the emulated API has (see `runthrough sandbox --help`)
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    pub fault: Option<String>,
    /// Ask no other host than this: `host`, `host:port`, `*.domain`; may be repeated, and replaces `allow_hosts` of
    /// runthrough.yaml
    #[arg(long, value_name = "PATTERN")]
    pub allow_host: Vec<String>,
    /// What random values come from
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How long all may take; then it ends as after Ctrl-C
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// End with 1 when fewer of a hundred changes are noticed
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    pub min_score: Option<f64>,
    /// Text for people (with -v also steps that notice everything), or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

fn parse_percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        Ok(number) if (0.0..=100.0).contains(&number) => Ok(number),
        _ => Err("write `90` for 90 of a hundred changes: a number from 0 to 100".to_owned()),
    }
}

/// How JUnit is written.
#[derive(Debug, Clone, Args)]
pub struct JunitArgs {
    /// JUnit: a case per step or per scenario
    #[arg(long, value_name = "WHAT", default_value = "step")]
    pub junit_case: JunitCase,
    /// JUnit: leave out what no schema knows (`file`, `line`)
    #[arg(long)]
    pub junit_strict: bool,
}

/// Granularity of JUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JunitCase {
    /// A case per step
    Step,
    /// A case per scenario
    Scenario,
}

/// `sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// The port of 127.0.0.1 to listen on (default: a free one)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Answer as a broken API would: slow, flaky, error, drop-field, wrong-type, reuse-codes, zombie-token, open-lock, stop-after=N
    #[arg(long, value_name = "NAME")]
    pub fault: Option<String>,
}

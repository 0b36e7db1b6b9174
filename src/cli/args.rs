//! The command line as typed. Nothing here looks at the world; `config` resolves it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Shard;
use crate::model::vocabulary::limits::GRACE;

/// Declarative scenario tests for HTTP APIs.
#[derive(Debug, Parser)]
#[command(
    name = "runthrough",
    version,
    about = "Declarative scenario tests for HTTP APIs",
    after_help = "Start here:\n  runthrough run --sandbox     run the scenarios against the built-in sandbox\n  runthrough check             find mistakes in scenario files, without a request\n  runthrough list              show what would run\n\n`runthrough COMMAND --help` shows examples of a command.",
    disable_help_subcommand = true,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What to do; without a command a short help is printed.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say only what is wrong, and one line at the end
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Show every step, request and response
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also into files and pipes
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check scenarios, then run them
    #[command(
        after_help = "Examples:\n  runthrough run --sandbox\n  runthrough run scenarios/login.yaml -e staging\n  runthrough run scenarios/login.yaml:12\n  runthrough run -t 'smoke and not slow' -j 8 --report junit=out.xml\n  runthrough run -i base_url=https://staging.example.com/api/v1 -i name=mary\n  runthrough run --shard 1/4 --report json=shard-1.json"
    )]
    Run(Box<RunArgs>),
    /// Find everything that can be known to be wrong without a request
    #[command(
        after_help = "Examples:\n  runthrough check\n  runthrough check scenarios/login.yaml\n  runthrough check --fix\n  runthrough check --format sarif > findings.sarif\n\nA warning that is meant is allowed by a comment in its line or above it:\n  # runthrough: allow CODE reason"
    )]
    Check(CheckArgs),
    /// List the scenario instances that a run with the same selection would run
    #[command(after_help = "Examples:\n  runthrough list\n  runthrough list -t auth --format json")]
    List(ListArgs),
    /// Show the inputs that scenarios need, where each would come from, and which are missing
    #[command(
        after_help = "Examples:\n  runthrough inputs\n  runthrough inputs scenarios/login.yaml -e staging\n  runthrough inputs --inputs-file secrets.env --format json"
    )]
    Inputs(InputsArgs),
    /// Serve the emulated API, to try scenarios out
    #[command(
        after_help = "Examples:\n  runthrough sandbox --port 8080\n  runthrough sandbox --fault drop-field"
    )]
    Sandbox(SandboxArgs),
    /// Show how many one-time values of a file are left, and when the others were spent
    #[command(after_help = "Example:\n  runthrough codes scenarios/recovery-codes.txt")]
    Codes(CodesArgs),
    /// Explain a diagnostic or a kind of failure, with examples
    #[command(after_help = "Examples:\n  runthrough explain list-path\n  runthrough explain timeout")]
    Explain(ExplainArgs),
    /// Make one report of the JSON reports of several shards, and any other report from it
    #[command(
        after_help = "Example:\n  runthrough merge shard-*.json --report junit=out.xml --report json=all.json\n\nIts exit code is that of a run of the whole."
    )]
    Merge(MergeArgs),
    /// Compare a run with an earlier one: newly failing, fixed, still failing, flaky, slower
    #[command(
        after_help = "Example:\n  runthrough compare yesterday.json today.json --format markdown\n\nIt ends with 1 when something fails that did not fail before."
    )]
    Compare(CompareArgs),
    /// Bring scenario files into one layout; comments and meaning stay
    #[command(
        after_help = "Examples:\n  runthrough fmt\n  runthrough fmt scenarios/login.yaml\n  runthrough fmt --check\n\nA file that is not well-formed is left as it is; then it ends with 2."
    )]
    Fmt(FmtArgs),
    /// Make a project: settings, a first scenario, what editors and CI need
    #[command(
        after_help = "Examples:\n  runthrough init\n  runthrough init shop-tests\n  runthrough init --show .gitlab-ci.yml\n\nNo file that is there is changed."
    )]
    Init(InitArgs),
    /// Write a commented scenario to start from
    #[command(
        after_help = "Examples:\n  runthrough new \"Log in with a code\"\n  runthrough new log-in.yaml"
    )]
    New(NewArgs),
    /// Print a JSON Schema, for editors and for programs that read reports
    #[command(
        after_help = "Examples:\n  runthrough schema > .runthrough/scenario.schema.json\n  runthrough schema report > report.schema.json\n\nA first line `# yaml-language-server: $schema=FILE` tells editors which schema a file has; `runthrough init` sets it up."
    )]
    Schema(SchemaArgs),
    /// Print a script that lets a shell complete commands and options
    #[command(
        after_help = "Examples:\n  runthrough completions bash > ~/.local/share/bash-completion/completions/runthrough\n  runthrough completions zsh > ~/.zfunc/_runthrough\n  runthrough completions fish > ~/.config/fish/completions/runthrough.fish"
    )]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:\n  runthrough man > runthrough.1 && man ./runthrough.1")]
    Man,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

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
    /// How long the whole run may take; then it ends as after Ctrl-C
    #[arg(long, value_name = "DURATION")]
    pub timeout: Option<String>,
    /// After an interruption: how long all cleanups together may take
    #[arg(long, value_name = "DURATION", default_value = GRACE)]
    pub grace: String,
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

/// `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// JSON reports (`--report json=FILE`) of the parts of one run
    #[arg(value_name = "REPORT.json", required = true)]
    pub reports: Vec<PathBuf>,
    /// Write a report of the whole: `junit=FILE`, `json=FILE` …; `-` is stdout; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// How JUnit is written.
    #[command(flatten)]
    pub junit: JunitArgs,
}

/// `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The JSON report (`--report json=FILE`) of the earlier run
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The JSON report of the later run
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CompareFormat,
}

/// Format of `compare`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For people
    Text,
    /// For a comment or a job summary
    Markdown,
}

/// Granularity of JUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JunitCase {
    /// A case per step
    Step,
    /// A case per scenario
    Scenario,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scenario files and folders (default: those of runthrough.yaml, else `scenarios`)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The environment of runthrough.yaml to check with
    #[arg(short, long, value_name = "NAME")]
    pub env: Option<String>,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
    /// Mend what can be understood in one way only: misspelt keys, missing quotes, `{{ x }}`; comments and layout stay
    #[arg(long)]
    pub fix: bool,
}

/// Format of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// A JSON document
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: Select,
    /// A part of them.
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// Format of `list` and `inputs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Text,
    /// A JSON document
    Json,
}

/// `inputs`.
#[derive(Debug, Args)]
pub struct InputsArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: Select,
    /// Where inputs come from.
    #[command(flatten)]
    pub given: GivenArgs,
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
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

/// `codes`.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// The file of one-time values
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `fmt`.
#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Scenario files and folders (default: runthrough.yaml and what it names, else `scenarios`)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Change nothing, and list what would be changed; ends with 1 if there is something
    #[arg(long)]
    pub check: bool,
}

/// `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder of the project (default: this one)
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Print what `init` writes into this file of a project, and write nothing
    #[arg(long, value_name = "FILE")]
    pub show: Option<String>,
}

/// `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// What the scenario shows, in a few words; or the name of its file
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of what: `scenario` (also of fragments), `config` (runthrough.yaml), or `report`, which is what `--report json` writes;
    /// its `$defs/Event` is a line of `--report ndjson`
    #[arg(value_name = "KIND", default_value = "scenario")]
    pub kind: String,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The word in brackets of a diagnostic, or a kind of failure; without one all are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

//! Options of the commands that look at files, reports and words.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{GivenArgs, JunitArgs, Select, ShardArgs};

/// `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// JSON reports (`--report json=FILE`) of the parts of one run
    #[arg(value_name = "REPORT.json", required = true)]
    pub reports: Vec<PathBuf>,
    /// Write a report of the whole: `junit=FILE`, `json=FILE` …; `-` is stdout; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// Fail (exit code 1) where less of an OpenAPI document is exercised: `80` (percent of its operations), `statuses=60`,
    /// `parameters=…`, `properties=…`; may be repeated
    #[arg(long, value_name = "[DIMENSION=]PERCENT")]
    pub min_coverage: Vec<String>,
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

/// `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the files are
    #[arg(value_name = "KIND")]
    pub kind: ImportKind,
    /// The files; `-` or none is standard input; of `curl` also a command line in quotes
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// The folder that the scenarios are written to; no file that is there is overwritten
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// What `import` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// curl command lines, such as a browser's "copy as cURL" gives
    Curl,
    /// What a browser recorded (HAR 1.2)
    Har,
    /// A `.hurl` file of Hurl
    Hurl,
    /// An OpenAPI document, 3.0 or 3.1
    Openapi,
    /// A collection of Postman, version 2.1
    Postman,
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

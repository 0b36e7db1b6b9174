//! The command line as typed: every command with its arguments, which are declared beside the command.

use clap::{Parser, Subcommand};

use super::commands::check::CheckArgs;
use super::commands::codes::CodesArgs;
use super::commands::compare::CompareArgs;
use super::commands::completions::CompletionsArgs;
use super::commands::explain::ExplainArgs;
use super::commands::fmt::FmtArgs;
use super::commands::import::ImportArgs;
use super::commands::init::InitArgs;
use super::commands::inputs::InputsArgs;
use super::commands::list::ListArgs;
use super::commands::merge::MergeArgs;
use super::commands::mutate::MutateArgs;
use super::commands::new::NewArgs;
use super::commands::run::RunArgs;
use super::commands::sandbox::SandboxArgs;
use super::commands::schema::SchemaArgs;
use super::global_args::GlobalArgs;

/// Declarative scenario tests for HTTP APIs.
#[derive(Debug, Parser)]
#[command(
    name = "runthrough",
    version,
    about = "Declarative scenario tests for HTTP APIs",
    after_help = "Start here:\n  runthrough run --sandbox     run the scenarios against the built-in sandbox\n  runthrough check             find mistakes in scenario files without sending requests\n  runthrough list              show what would run\n\n`runthrough COMMAND --help` shows examples of a command.",
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
    pub global: GlobalArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check scenarios, then run them
    #[command(
        after_help = "Examples:\n  runthrough run --sandbox\n  runthrough run scenarios/login.yaml -e staging\n  runthrough run scenarios/login.yaml:12\n  runthrough run -t 'smoke and not slow' -j 8 --report junit=out.xml\n  runthrough run -i base_url=https://staging.example.com/api/v1 -i name=mary\n  runthrough run --shard 1/4 --report json=shard-1.json"
    )]
    Run(Box<RunArgs>),
    /// Run scenarios, and report which broken responses they would not notice
    #[command(
        after_help = "Examples:\n  runthrough mutate --sandbox\n  runthrough mutate scenarios/login.yaml -e staging\n  runthrough mutate --sandbox --min-score 90 --format json\n\nEach response is changed as a broken API might change it, and judged again without sending a request: a\nproperty is removed, null or of a different type, a list is empty or repeats its first element, a value is\nstale, the status or content type is different, a header is missing. For changes that no expectation\nnotices, mutate prints an expectation to add.\n\nThe exit code is 1 if a scenario fails, or if the score is below --min-score."
    )]
    Mutate(Box<MutateArgs>),
    /// Find problems in scenario files without sending requests
    #[command(
        after_help = "Examples:\n  runthrough check\n  runthrough check scenarios/login.yaml\n  runthrough check --fix\n  runthrough check --format sarif > findings.sarif\n\nTo allow a warning, add a comment in its line or above it:\n  # runthrough: allow CODE reason"
    )]
    Check(CheckArgs),
    /// List the scenario instances that a run with the same selection would run
    #[command(after_help = "Examples:\n  runthrough list\n  runthrough list -t auth --format json")]
    List(ListArgs),
    /// Show the inputs that scenarios need, where their values come from, and which are missing
    #[command(
        after_help = "Examples:\n  runthrough inputs\n  runthrough inputs scenarios/login.yaml -e staging\n  runthrough inputs --inputs-file secrets.env --format json"
    )]
    Inputs(InputsArgs),
    /// Create scenarios from what you already have: curl commands, browser recordings (HAR), Hurl files, OpenAPI
    /// documents, Postman collections
    #[command(
        after_help = "Examples:\n  runthrough import curl 'curl https://api.example.com/users -H \"X-Api-Key: …\"'\n  runthrough import curl commands.sh -o scenarios\n  runthrough import har recording.har -o scenarios\n\nOne scenario is written to stdout, several to the folder given by -o. What could not be imported is reported on stderr."
    )]
    Import(ImportArgs),
    /// Serve the sandbox: an emulated API for trying out scenarios
    #[command(
        after_help = "Examples:\n  runthrough sandbox --port 8080\n  runthrough sandbox --fault drop-field"
    )]
    Sandbox(SandboxArgs),
    /// Show how many one-time values are left in a file, and when the others were used
    #[command(after_help = "Example:\n  runthrough codes scenarios/recovery-codes.txt")]
    Codes(CodesArgs),
    /// Explain a diagnostic, a kind of failure, a keyword of the language, a command or an option
    #[command(
        after_help = "Examples:\n  runthrough explain list-path\n  runthrough explain timeout\n  runthrough explain matches\n  runthrough explain --jobs"
    )]
    Explain(ExplainArgs),
    /// Merge the JSON reports of several shards into one, and write any other report from it
    #[command(
        after_help = "Example:\n  runthrough merge shard-*.json --report junit=out.xml --report json=all.json\n\nThe exit code is that of one run of everything."
    )]
    Merge(MergeArgs),
    /// Compare a run with an earlier one: newly failing, fixed, still failing, flaky, slower
    #[command(
        after_help = "Example:\n  runthrough compare yesterday.json today.json --format markdown\n\nThe exit code is 1 if something fails that did not fail before."
    )]
    Compare(CompareArgs),
    /// Format scenario files; comments and meaning are kept
    #[command(
        after_help = "Examples:\n  runthrough fmt\n  runthrough fmt scenarios/login.yaml\n  runthrough fmt --check\n\nA file that is not well-formed is not changed; the exit code is then 2."
    )]
    Fmt(FmtArgs),
    /// Create a project: configuration, a first scenario, and files for editors and CI
    #[command(
        after_help = "Examples:\n  runthrough init\n  runthrough init shop-tests\n  runthrough init --show .gitlab-ci.yml\n\nExisting files are never changed."
    )]
    Init(InitArgs),
    /// Create a commented scenario file to start from
    #[command(
        after_help = "Examples:\n  runthrough new \"Log in with a code\"\n  runthrough new log-in.yaml"
    )]
    New(NewArgs),
    /// Print a JSON Schema, for editors and for programs that read reports
    #[command(
        after_help = "Examples:\n  runthrough schema > .runthrough/scenario.schema.json\n  runthrough schema report > report.schema.json\n\nEditors find a file's schema by a first line `# yaml-language-server: $schema=FILE`; `runthrough init` sets it up."
    )]
    Schema(SchemaArgs),
    /// Print a shell completion script
    #[command(
        after_help = "Examples:\n  runthrough completions bash > ~/.local/share/bash-completion/completions/runthrough\n  runthrough completions zsh > ~/.zfunc/_runthrough\n  runthrough completions fish > ~/.config/fish/completions/runthrough.fish"
    )]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:\n  runthrough man > runthrough.1 && man ./runthrough.1")]
    Man,
}

//! `runthrough completions SHELL`.

use clap::{Args, Command};

use crate::cli::commands::explain;
use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Prints the script for a shell. `cli` is the whole command line.
pub fn completions(args: &CompletionsArgs, cli: Command, output: &Output) -> Result<ExitCode, CliError> {
    let mut cli = explain::with_names(cli);
    let (name, mut script) = (cli.get_name().to_owned(), Vec::new());
    clap_complete::generate(args.shell, &mut cli, name, &mut script);
    output.stdout(&String::from_utf8_lossy(&script));
    Ok(ExitCode::Ok)
}

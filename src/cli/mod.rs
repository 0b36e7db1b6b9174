//! The command line: every command (`commands`), what several of them share, errors and exit codes.

mod args;
mod clap_error;
mod commands;
mod error;
mod execution;
mod exit_code;
mod findings;
mod fragments;
mod global_args;
mod input_sources;
mod json_report;
mod min_coverage;
mod option_value;
mod output;
mod output_format;
mod project_args;
mod reports;
mod sandbox_inputs;
mod select;
mod shard;
mod typed_secrets;
mod watchdog;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use commands::{
    check, codes, compare, completions, explain, fmt, import, init, inputs, list, man, merge, mutate, new,
    run, sandbox, schema,
};
use error::CliError;
pub use exit_code::ExitCode;
use output::Output;

/// Stack of the thread that reads files: everything that recurses on people's text does so there.
const STACK: usize = 16 * 1024 * 1024;

/// The whole program.
pub fn main() -> std::process::ExitCode {
    quiet_panics();
    let exit = match Cli::try_parse() {
        Ok(cli) => on_large_stack(cli),
        Err(error) => match clap_error::from_clap(&error) {
            Some(error) => {
                Output::plain().print_error(&error);
                error.exit
            }
            None => {
                // Help and versions come as errors too; a closed pipe ends them quietly.
                let _ = error.print();
                ExitCode::Ok
            }
        },
    };
    std::process::ExitCode::from(exit.number())
}

fn on_large_stack(cli: Cli) -> ExitCode {
    let worker =
        std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(move || dispatch(&cli));
    worker.ok().and_then(|worker| worker.join().ok()).unwrap_or(ExitCode::Internal)
}

/// What a panic says may hold a secret: only its place is shown.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let text = format!("there is a bug in runthrough{place}; please report it\n");
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }));
}

fn dispatch(cli: &Cli) -> ExitCode {
    let mut output = Output::new(&cli.global);
    let verbose = cli.global.verbose > 0;
    let quiet = cli.global.quiet;
    let result = match &cli.command {
        None => short_help(&output),
        Some(Command::Run(args)) => run::run(args, verbose, quiet, &mut output),
        Some(Command::Mutate(args)) => mutate::mutate(args, verbose, quiet, &mut output),
        Some(Command::Check(args)) => check::check(args, quiet, &mut output),
        Some(Command::List(args)) => list::list(args, &mut output),
        Some(Command::Inputs(args)) => inputs::inputs(args, &mut output),
        Some(Command::Import(args)) => import::import(args, &mut output),
        Some(Command::Sandbox(args)) => sandbox::sandbox(args, &mut output),
        Some(Command::Codes(args)) => codes::codes(args, &mut output),
        Some(Command::Explain(args)) => explain::explain(args, Cli::command(), &mut output),
        Some(Command::Compare(args)) => compare::compare(args, &output),
        Some(Command::Merge(args)) => merge::merge(args, verbose, quiet, &mut output),
        Some(Command::Fmt(args)) => fmt::fmt(args, &output),
        Some(Command::Init(args)) => init::init(args, &output),
        Some(Command::New(args)) => new::new(args, &output),
        Some(Command::Schema(args)) => schema::schema(args, &output),
        Some(Command::Completions(args)) => completions::completions(args, Cli::command(), &output),
        Some(Command::Man) => man::man(Cli::command(), &output),
    };
    result.unwrap_or_else(|error| {
        output.print_error(&error);
        error.exit
    })
}

fn short_help(output: &Output) -> Result<ExitCode, CliError> {
    output.stdout(&Cli::command().render_help().to_string());
    Ok(ExitCode::Ok)
}

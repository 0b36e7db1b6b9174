//! The command line: arguments as typed (`args`), resolved (`config`), one file a command, exit codes.

mod allow;
mod args;
mod at_once;
mod check;
mod codes;
mod compare;
mod config;
mod dry_run;
mod enough;
mod exit;
mod explain;
mod findings;
mod fmt;
mod fragments;
mod given;
mod guard;
mod import;
mod init;
mod inputs;
mod known;
mod list;
mod manual;
mod merge;
mod min_coverage;
mod mutate;
mod output;
mod reports;
mod run;
mod sandbox;
mod schema;
mod secrets;
mod select;
mod shard;
mod snapshots;
mod streams;
mod usage;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use exit::Complaint;
pub use exit::Exit;
use output::Output;

/// Stack of the thread that reads files: everything that recurses on people's text does so there.
const STACK: usize = 16 * 1024 * 1024;

/// The whole program.
pub fn main() -> ExitCode {
    quiet_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            return match usage::complaint(&error) {
                Some(complaint) => {
                    Output::plain().complain(&complaint);
                    ExitCode::from(complaint.exit as u8)
                }
                None => {
                    // Help and versions come as errors too; a closed pipe ends them quietly.
                    let _ = error.print();
                    ExitCode::SUCCESS
                }
            };
        }
    };
    let worker =
        std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(move || dispatch(&cli));
    let exit = worker.ok().and_then(|worker| worker.join().ok()).unwrap_or(Exit::Internal);
    ExitCode::from(exit as u8)
}

/// What a panic says may hold a secret: only its place is shown.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let text = format!("runthrough has a bug{place}; please report it\n");
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }));
}

fn dispatch(cli: &Cli) -> Exit {
    let mut output = Output::new(&cli.common);
    let verbose = cli.common.verbose > 0;
    let quiet = cli.common.quiet;
    let result = match &cli.command {
        None => short_help(&output),
        Some(Command::Run(args)) if args.watch => watch::watch(args, &output),
        Some(Command::Run(args)) => run::run(args, verbose, quiet, &mut output),
        Some(Command::Mutate(args)) => mutate::mutate(args, verbose, quiet, &mut output),
        Some(Command::Check(args)) => check::check(args, quiet, &mut output),
        Some(Command::List(args)) => list::list(args, &mut output),
        Some(Command::Inputs(args)) => inputs::inputs(args, &mut output),
        Some(Command::Import(args)) => import::import(args, &mut output),
        Some(Command::Sandbox(args)) => sandbox::sandbox(args, &mut output),
        Some(Command::Codes(args)) => codes::codes(args, &mut output),
        Some(Command::Explain(args)) => explain::explain(args, &mut output),
        Some(Command::Compare(args)) => compare::compare(args, &output),
        Some(Command::Merge(args)) => merge::merge(args, verbose, quiet, &mut output),
        Some(Command::Fmt(args)) => fmt::fmt(args, &output),
        Some(Command::Init(args)) => init::init(args, &output),
        Some(Command::New(args)) => init::new(args, &output),
        Some(Command::Schema(args)) => schema::schema(args, &output),
        Some(Command::Completions(args)) => manual::completions(args, &output),
        Some(Command::Man) => manual::man(&output),
    };
    match result {
        Ok(exit) => exit,
        Err(complaint) => {
            output.complain(&complaint);
            complaint.exit
        }
    }
}

fn short_help(output: &Output) -> Result<Exit, Complaint> {
    output.stdout(&Cli::command().render_help().to_string());
    Ok(Exit::Ok)
}

//! Errors of the command line, in the words and the form of all other errors.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::args::Cli;
use super::exit::Complaint;
use crate::diag::{did_you_mean, list};

/// What is wrong with the call; `None` for help and version, which are no errors.
pub fn complaint(error: &clap::Error) -> Option<Complaint> {
    // Made anew for errors only: the version is asked for in scripts, and comes at once.
    if !error.use_stderr() {
        return None;
    }
    let mut cli = Cli::command();
    cli.build();
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let command = typed.iter().find_map(|word| cli.find_subcommand(word));
    let complaint = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand);
            let names = cli.get_subcommands().map(Command::get_name);
            let complaint = Complaint::usage(format!("there is no command `{word}`"));
            return Some(match did_you_mean(&word, names) {
                Some(near) => complaint.help(format!("did you mean `runthrough {near}`?")),
                None => complaint.help("`runthrough --help` shows all commands"),
            });
        }
        ErrorKind::UnknownArgument => unknown(error, command.unwrap_or(&cli)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(error),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            let (options, values): (Vec<&String>, Vec<&String>) =
                missing.iter().partition(|name| name.starts_with('-'));
            let names = options.iter().chain(&values).map(|name| name.as_str());
            Complaint::usage(format!("{} is missing", list(names)))
        }
        ErrorKind::ArgumentConflict => {
            let one = option(&text(error, ContextKind::InvalidArg));
            let others = strings(error, ContextKind::PriorArg);
            let others: Vec<String> = others.iter().map(|other| option(other)).collect();
            match others.as_slice() {
                [other] if *other == one => Complaint::usage(format!("`{one}` is given twice")),
                others => {
                    let others = list(others.iter().map(String::as_str));
                    Complaint::usage(format!("`{one}` and {others} exclude each other: leave one out"))
                }
            }
        }
        // What clap says of all else is its first line.
        _ => {
            let said = error.to_string();
            let first = said.lines().next().unwrap_or("the call is wrong");
            Complaint::usage(first.strip_prefix("error: ").unwrap_or(first))
        }
    };
    let name = command.map_or(String::new(), |command| format!("{} ", command.get_name()));
    Some(complaint.help(format!("`runthrough {name}--help` shows how it is called, with examples")))
}

fn unknown(error: &clap::Error, command: &Command) -> Complaint {
    let word = text(error, ContextKind::InvalidArg);
    if !word.starts_with('-') {
        return Complaint::usage(format!("`{word}` is one argument too many"));
    }
    let complaint = Complaint::usage(format!("there is no option `{word}`"));
    let names: Vec<String> = command
        .get_arguments()
        .filter_map(|option| option.get_long())
        .map(|name| format!("--{name}"))
        .collect();
    match did_you_mean(&word, names.iter().map(String::as_str)) {
        Some(near) => complaint.help(format!("did you mean `{near}`?")),
        None => complaint,
    }
}

fn wrong_value(error: &clap::Error) -> Complaint {
    let option = option(&text(error, ContextKind::InvalidArg));
    let value = text(error, ContextKind::InvalidValue);
    let known = strings(error, ContextKind::ValidValue);
    let known = || known.iter().map(String::as_str);
    if value.is_empty() {
        let complaint = Complaint::usage(format!("`{option}` needs a value"));
        return if known().next().is_some() {
            complaint.help(format!("it takes {}", list(known())))
        } else {
            complaint
        };
    }
    if known().next().is_some() {
        let complaint = Complaint::usage(format!("`{option}` does not know `{value}`"));
        return match did_you_mean(&value, known()) {
            Some(near) => complaint.help(format!("did you mean `{near}`?")),
            None => complaint.help(format!("it takes {}", list(known()))),
        };
    }
    let why = error.source().map_or_else(String::new, ToString::to_string);
    match why.rsplit_once(" is not in ") {
        Some((_, range)) => {
            let (from, to) = range.split_once("..=").unwrap_or((range, ""));
            let to = if to.len() > 9 { String::new() } else { format!(" to {to}") };
            Complaint::usage(format!("`{option}` takes a whole number from {from}{to}, not `{value}`"))
        }
        // Our own parsers say what to write.
        None if why.starts_with("write `") => {
            Complaint::usage(format!("`{option}` cannot be `{value}`")).help(why)
        }
        None => Complaint::usage(format!("`{option}` takes a whole number, not `{value}`")),
    }
}

/// `--jobs` of `--jobs <N>`, `SHELL` of `<SHELL>`.
fn option(written: &str) -> String {
    let name = written.split([' ', '=', '[']).next().unwrap_or(written);
    name.trim_matches(['<', '>', '.']).to_owned()
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    strings(error, kind).into_iter().next().unwrap_or_default()
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

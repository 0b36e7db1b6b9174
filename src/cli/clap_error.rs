//! The one place that reads errors of clap: by their kinds and contexts, and in the words of all other errors.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::args::Cli;
use super::error::CliError;
use super::option_value::InvalidValue;
use crate::diag::{did_you_mean, list, suggestion};

/// What is wrong with the call; `None` for help and version, which are no errors.
pub fn from_clap(error: &clap::Error) -> Option<CliError> {
    // Made anew for errors only: the version is asked for in scripts, and comes at once.
    if !error.use_stderr() {
        return None;
    }
    let mut cli = Cli::command();
    cli.build();
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let command = typed.iter().find_map(|word| cli.find_subcommand(word));
    Some(explain(error, &cli, command))
}

/// `command` is the one that was called, if any was.
fn explain(error: &clap::Error, cli: &Command, command: Option<&Command>) -> CliError {
    let explained = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand);
            let names = cli.get_subcommands().map(Command::get_name);
            let help = match did_you_mean(&word, names) {
                Some(near) => format!("did you mean `runthrough {near}`?"),
                None => "`runthrough --help` shows all commands".to_owned(),
            };
            return CliError::usage(format!("`{word}` is not a command")).help(help);
        }
        ErrorKind::UnknownArgument => unknown(error, command.unwrap_or(cli)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(error),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            let (options, values): (Vec<&String>, Vec<&String>) =
                missing.iter().partition(|name| name.starts_with('-'));
            let names = options.iter().chain(&values).map(|name| name.as_str());
            CliError::usage(format!("{} is missing", list(names)))
        }
        ErrorKind::ArgumentConflict => {
            let one = option(&text(error, ContextKind::InvalidArg));
            let others = strings(error, ContextKind::PriorArg);
            let others: Vec<String> = others.iter().map(|other| option(other)).collect();
            match others.as_slice() {
                [other] if *other == one => CliError::usage(format!("`{one}` is used twice")),
                others => {
                    let others = list(others.iter().map(String::as_str));
                    CliError::usage(format!("`{one}` and {others} cannot be used together"))
                }
            }
        }
        _ => CliError::usage(first_line(error)),
    };
    let name = command.map_or(String::new(), |command| format!("{} ", command.get_name()));
    explained.help(format!("`runthrough {name}--help` shows the usage, with examples"))
}

/// What clap says of all else, without what `CliError` writes before it.
fn first_line(error: &clap::Error) -> String {
    let said = error.to_string();
    let first = said.lines().next().unwrap_or("the command line is not valid");
    first.strip_prefix("error: ").unwrap_or(first).to_owned()
}

fn unknown(error: &clap::Error, command: &Command) -> CliError {
    let word = text(error, ContextKind::InvalidArg);
    if !word.starts_with('-') {
        return CliError::usage(format!("`{word}` is an unexpected argument"));
    }
    let names: Vec<String> = command
        .get_arguments()
        .filter_map(|option| option.get_long())
        .map(|name| format!("--{name}"))
        .collect();
    CliError::usage(format!("`{word}` is not an option"))
        .help_if(suggestion(&word, names.iter().map(String::as_str)))
}

fn wrong_value(error: &clap::Error) -> CliError {
    let option = option(&text(error, ContextKind::InvalidArg));
    let value = text(error, ContextKind::InvalidValue);
    let known = strings(error, ContextKind::ValidValue);
    let known = || known.iter().map(String::as_str);
    let all = || format!("it takes {}", list(known()));
    if value.is_empty() {
        let help = known().next().is_some().then(all);
        return CliError::usage(format!("`{option}` needs a value")).help_if(help);
    }
    if known().next().is_some() {
        return CliError::usage(format!("`{value}` is not a valid value for `{option}`"))
            .help(suggestion(&value, known()).unwrap_or_else(all));
    }
    match error.source().and_then(|why| why.downcast_ref::<InvalidValue>()) {
        Some(InvalidValue::NotWhole) => {
            CliError::usage(format!("`{option}` takes an integer, not `{value}`"))
        }
        Some(InvalidValue::OutOfRange { least, most }) => {
            let to = most.map_or_else(String::new, |most| format!(" to {most}"));
            CliError::usage(format!("`{option}` takes an integer from {least}{to}, not `{value}`"))
        }
        Some(InvalidValue::Advice(advice)) => {
            CliError::usage(format!("`{option}` cannot be `{value}`")).help(advice)
        }
        None => CliError::usage(first_line(error)),
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    /// The message and the first advice on a call.
    fn explained(words: &[&str]) -> (String, Option<String>) {
        let error = Cli::try_parse_from(["runthrough"].iter().chain(words)).unwrap_err();
        let mut cli = Cli::command();
        cli.build();
        let command = words.iter().find_map(|word| cli.find_subcommand(word));
        let mut problem = explain(&error, &cli, command).problems.remove(0);
        problem.help.pop();
        (problem.message, problem.help.pop())
    }

    /// Fails where another version of clap has other kinds, other contexts or, in the last lines, other words.
    #[test]
    fn errors_of_clap_are_explained_in_our_words() {
        for (words, message, help) in [
            (&["run", "--jbos", "1"][..], "`--jbos` is not an option", Some("did you mean `--jobs`?")),
            (&["man", "x"], "`x` is an unexpected argument", None),
            (&["run", "-j", "0"], "`--jobs` takes an integer from 1 to 1000, not `0`", None),
            (&["run", "-j", "x"], "`--jobs` takes an integer, not `x`", None),
            (&["run", "--fail-fast=0"], "`--fail-fast` takes an integer from 1, not `0`", None),
            (&["run", "--seed=-1"], "`--seed` takes an integer from 0, not `-1`", None),
            (&["sandbox", "--port", "70000"], "`--port` takes an integer from 0 to 65535, not `70000`", None),
            (
                &["run", "--shard", "3"],
                "`--shard` cannot be `3`",
                Some("for example `1/4` for the first of four shards"),
            ),
            (
                &["mutate", "--min-score", "x"],
                "`--min-score` cannot be `x`",
                Some("write `90` for 90 of a hundred changes: a number from 0 to 100"),
            ),
            (
                &["list", "--format", "jsn"],
                "`jsn` is not a valid value for `--format`",
                Some("did you mean `json`?"),
            ),
            (&["list", "--format"], "`--format` needs a value", Some("it takes `text` and `json`")),
            (&["run", "-q", "-v"], "`--quiet` and `--verbose` cannot be used together", None),
            (&["run", "--seed", "1", "--seed", "2"], "`--seed` is used twice", None),
            (&["explain", "a", "b"], "`b` is an unexpected argument", None),
            (&["codes"], "`<FILE>` is missing", None),
            (&["run", "--watch=1"], "unexpected value '1' for '--watch' found; no more were expected", None),
        ] {
            let expected = (message.to_owned(), help.map(str::to_owned));
            assert_eq!(explained(words), expected, "{words:?}");
        }
    }

    #[test]
    fn an_unknown_command_is_explained() {
        let error = Cli::try_parse_from(["runthrough", "chekc"]).unwrap_err();
        let mut problems = explain(&error, &Cli::command(), None).problems;
        let problem = problems.remove(0);
        assert_eq!(problem.message, "`chekc` is not a command");
        assert_eq!(problem.help, ["did you mean `runthrough check`?"]);
    }

    #[test]
    fn help_is_no_error() {
        let error = Cli::try_parse_from(["runthrough", "run", "--help"]).unwrap_err();
        assert!(from_clap(&error).is_none());
    }
}

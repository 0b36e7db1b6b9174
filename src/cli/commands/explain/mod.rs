//! `runthrough explain NAME`.

mod command_line;
mod language;
mod layout;
mod topic;

use std::collections::BTreeSet;
use std::fmt::Write;

use clap::builder::PossibleValuesParser;
use clap::{Args, Command};

use self::topic::Topic;
use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::{CODES, did_you_mean, fold, suggestion};
use crate::model::keys::EQUIVALENTS;
use crate::model::{Deviation, Kind};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A diagnostic code, a kind of failure, a key, operator, function, filter or test, a command or an option;
    /// without it, all are listed
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub name: Option<String>,
}

/// Explains everything that has a name; without a name lists all. `cli` is the whole command line.
pub fn explain(args: &ExplainArgs, mut cli: Command, output: &mut Output) -> Result<ExitCode, CliError> {
    cli.build();
    let cli = &cli;
    let Some(word) = &args.name else {
        output.stdout(&all(cli));
        return Ok(ExitCode::Ok);
    };
    let name = bare(word);
    // A word with dashes is an option, nothing else.
    let dashed = word.trim().starts_with('-');
    let mut topics: Vec<Topic<'_>> = Topic::all(cli).collect();
    topics.retain(|topic| !dashed || matches!(topic, Topic::Option(_)));
    let texts: Vec<String> =
        topics.iter().filter(|topic| topic.is_called(name)).map(Topic::explain).collect();
    if texts.is_empty() {
        let names = topics.iter().map(Topic::name);
        let near = match dashed {
            true => did_you_mean(name, names).map(|near| format!("did you mean `--{near}`?")),
            false => suggestion(name, names).or_else(|| instead(name)),
        };
        let help = near.unwrap_or_else(|| "`runthrough explain` lists all".to_owned());
        return Err(CliError::usage(format!(
            "`{}` is not a diagnostic, kind, key, operator, function or option",
            word.trim()
        ))
        .help(help));
    }
    output.stdout(&texts.join("\n"));
    Ok(ExitCode::Ok)
}

/// A name without what is around it where it is met: `error[…]`, `--…=value`, `…()`, `…:`.
fn bare(word: &str) -> &str {
    let word = word.trim();
    let word = word.strip_prefix("error[").or_else(|| word.strip_prefix("warning[")).unwrap_or(word);
    let word = word.trim_end_matches([']', ':']).trim_end_matches("()");
    match word.strip_prefix('-') {
        Some(option) => option.trim_start_matches('-').split('=').next().unwrap_or_default(),
        None => word,
    }
}

/// What to write instead of a word of another tool.
fn instead(word: &str) -> Option<String> {
    let folded = fold(word);
    EQUIVALENTS.iter().find_map(|place| {
        let (_, instead) = place.words.iter().find(|(words, _)| words.contains(&folded.as_str()))?;
        Some(format!("in {}, write {instead}", place.title))
    })
}

fn all(cli: &Command) -> String {
    let mut text = String::from("Diagnostics of `runthrough check`:\n");
    for code in CODES {
        let _ = writeln!(text, "  {:<20} {}", code.name(), code.info().summary);
    }
    text.push_str("\nKinds of failures and errors of `runthrough run`:\n");
    for kind in Kind::ALL {
        let _ = writeln!(text, "  {:<20} {}", kind.as_str(), kind.summary());
    }
    text.push_str("\nFindings about an OpenAPI document (kind `openapi`):\n");
    for deviation in Deviation::ALL {
        let _ = writeln!(text, "  {:<32} {}", deviation.name(), deviation.summary());
    }
    text.push_str(&language::list());
    text.push_str(&command_line::list(cli));
    text
}

/// The command line with the names that `explain` knows as the values of its argument, for completions of shells.
pub fn with_names(cli: Command) -> Command {
    let names: BTreeSet<String> = Topic::all(&cli).map(|topic| topic.name().to_owned()).collect();
    cli.mut_subcommand("explain", |explain| {
        explain.mut_arg("name", |name| name.value_parser(PossibleValuesParser::new(names)))
    })
}

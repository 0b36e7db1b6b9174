//! `runthrough explain NAME`.

mod language;
mod topic;

use std::fmt::Write;

use clap::Args;

use self::topic::Topic;
use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::{CODES, suggestion};
use crate::model::{Deviation, Kind};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code of a diagnostic, a kind of failure, or a key, operator, function or filter of the language; without one
    /// all are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Explains everything that has a name; without a name lists all.
pub fn explain(args: &ExplainArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let Some(word) = &args.name else {
        output.stdout(&all());
        return Ok(ExitCode::Ok);
    };
    let name = word.trim().trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
    let texts: Vec<String> =
        Topic::all().filter(|topic| topic.name() == name).map(|topic| topic.explain()).collect();
    if texts.is_empty() {
        let help = suggestion(name, Topic::all().map(|topic| topic.name()))
            .unwrap_or_else(|| "`runthrough explain` lists all".to_owned());
        return Err(CliError::usage(format!("there is nothing called `{name}` to explain")).help(help));
    }
    output.stdout(&texts.join("\n"));
    Ok(ExitCode::Ok)
}

fn all() -> String {
    let mut text = String::from("Diagnostics of `runthrough check`:\n");
    for code in CODES {
        let _ = writeln!(text, "  {:<20} {}", code.name(), code.info().summary);
    }
    text.push_str("\nKinds of failures and errors of `runthrough run`:\n");
    for kind in Kind::ALL {
        let _ = writeln!(text, "  {:<20} {}", kind.as_str(), kind.summary());
    }
    text.push_str("\nDeviations from an OpenAPI document (kind `openapi`):\n");
    for deviation in Deviation::ALL {
        let _ = writeln!(text, "  {:<32} {}", deviation.name(), deviation.summary());
    }
    text.push_str(&language::list());
    text
}

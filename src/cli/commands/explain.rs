//! `runthrough explain CODE`.

use std::fmt::Write;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::{CODES, Code, Severity, suggestion};
use crate::model::{Deviation, Kind, Verdict};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The word in brackets of a diagnostic, or a kind of failure; without one all are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Explains a diagnostic or a kind of failure; without a word lists all.
pub fn explain(args: &ExplainArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let Some(word) = &args.code else {
        output.stdout(&all());
        return Ok(ExitCode::Ok);
    };
    let name = word.trim().trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
    if let Some(code) = Code::parse(name) {
        output.stdout(&diagnostic(code));
        return Ok(ExitCode::Ok);
    }
    if let Some(kind) = Kind::ALL.iter().find(|kind| kind.as_str() == name) {
        output.stdout(&failure(*kind));
        return Ok(ExitCode::Ok);
    }
    if let Some(deviation) = Deviation::parse(name) {
        output.stdout(&deviates(deviation));
        return Ok(ExitCode::Ok);
    }
    let names = CODES.iter().map(|code| code.name()).chain(Kind::ALL.iter().map(|kind| kind.as_str()));
    let names = names.chain(Deviation::ALL.iter().map(|deviation| deviation.name()));
    let help = suggestion(name, names).unwrap_or_else(|| "`runthrough explain` lists all".to_owned());
    Err(CliError::usage(format!("there is nothing called `{name}` to explain")).help(help))
}

fn diagnostic(code: Code) -> String {
    let info = code.info();
    let mut text = format!("{} ({})\n\n{}\n", info.name, info.severity.as_str(), info.summary);
    for (title, example) in [("Wrong:", info.wrong), ("Right:", info.right)] {
        let _ = write!(text, "\n{title}\n");
        for line in example.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

fn failure(kind: Kind) -> String {
    let verdict = match kind.verdict() {
        Verdict::Failed => "a whole answer came and is not what was expected: the step failed",
        _ => "no whole answer came, or something of ours stood in the way: the step errored",
    };
    format!("{} ({verdict})\n\n{}\n\n{}\n", kind.as_str(), kind.summary(), kind.advice())
}

fn deviates(deviation: Deviation) -> String {
    let (name, severity) = (deviation.name(), deviation.severity());
    let verdict = match severity {
        Severity::Error => "a failure of the kind `openapi`",
        Severity::Warning => "a note of the step",
    };
    format!(
        "{name} (a deviation from the OpenAPI document: {verdict})\n\n{}\n\n{}\n\nAnother severity, in runthrough.yaml:\n    severity: {{ {name}: off }}   # or error, warning\n",
        deviation.summary(),
        deviation.advice()
    )
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
    text
}

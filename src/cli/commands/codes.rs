//! `runthrough codes FILE`.

use std::fmt::Write;

use std::path::PathBuf;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::io::one_time::status;

/// Arguments of `codes`.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// The file of one-time values
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Shows the state of a file of one-time values, without the values.
pub fn codes(args: &CodesArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let path = args.file.to_string_lossy().replace('\\', "/");
    let status = status(&path).map_err(CliError::usage)?;
    let mut text = format!("{path}: {} of {} left\n", status.left, status.total);
    for spent in &status.spent {
        let _ = writeln!(
            text,
            "  line {:<4} spent {}  run {}  {}",
            spent.line, spent.time, spent.run_id, spent.instance
        );
    }
    output.stdout(&text);
    Ok(ExitCode::Ok)
}

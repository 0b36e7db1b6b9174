//! `runthrough codes FILE`.

use std::fmt::Write;

use super::args::CodesArgs;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::io::one_time::status;

/// Shows the state of a file of one-time values, without the values.
pub fn codes(args: &CodesArgs, output: &mut Output) -> Result<Exit, Complaint> {
    let path = args.file.to_string_lossy().replace('\\', "/");
    let status = status(&path).map_err(Complaint::usage)?;
    let mut text = format!("{path}: {} of {} left\n", status.left, status.total);
    for spent in &status.spent {
        let _ = writeln!(
            text,
            "  line {:<4} spent {}  run {}  {}",
            spent.line, spent.time, spent.run_id, spent.instance
        );
    }
    output.stdout(&text);
    Ok(Exit::Ok)
}

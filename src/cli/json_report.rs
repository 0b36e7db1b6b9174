//! JSON reports of earlier runs.

use std::io::BufReader;
use std::path::Path;

use super::error::CliError;
use crate::io::files::{open_file, words};
use crate::report::json::{self, Instance, Report};

/// Reads a JSON report; the error names its file.
pub fn read_report(
    path: &Path,
    each: &mut dyn FnMut(Instance) -> Result<(), String>,
) -> Result<Report, CliError> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let problem = |why: String| CliError::usage(format!("the report `{shown}` cannot be read: {why}"));
    let file = open_file(path).map_err(|error| problem(words(&error)))?;
    json::read(BufReader::with_capacity(256 * 1024, file), each).map_err(problem)
}

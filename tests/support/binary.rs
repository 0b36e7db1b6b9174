//! Runs the real binary.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `runthrough` in a folder, with a clean environment, and waits for its end.
pub fn runthrough(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runthrough"));
    command.current_dir(folder).args(arguments).env_clear().env("NO_COLOR", "1");
    for name in ["PATH", "SystemRoot", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.output().expect("the binary starts")
}

/// What a run said, on both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The exit code; a signal has none.
pub fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

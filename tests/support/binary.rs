//! Runs the real binary.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `runthrough` in a folder, with a clean environment, and waits for its end.
pub fn runthrough(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().expect("the binary starts")
}

/// `runthrough` in a folder, with a clean environment, not yet started.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runthrough"));
    command.current_dir(folder).env_clear().env("NO_COLOR", "1");
    for name in ["PATH", "SystemRoot", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// What a run said, on both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The exit code; a signal has none.
pub fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

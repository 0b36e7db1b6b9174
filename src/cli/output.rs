//! Where text goes: results to stdout, progress and errors to stderr, colours where they are wanted.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::error::CliError;
use super::global_args::{Color, GlobalArgs};
use super::typed_secrets::mask_typed;
use crate::diag::Styles;
use crate::report::Parted;

/// Both streams. A broken pipe ends the output quietly, not the process.
pub struct Output {
    choice: ColorChoice,
    /// The terminal's own output goes to stderr, since a report is written to stdout.
    pub swapped: bool,
}

impl Output {
    /// Decides about colours.
    pub fn new(args: &GlobalArgs) -> Self {
        let choice = match args.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Output { choice, swapped: false }
    }

    /// For what is said before the options are known.
    pub fn plain() -> Self {
        Output { choice: ColorChoice::Auto, swapped: false }
    }

    /// Writes results.
    pub fn stdout(&self, text: &str) {
        self.with_results(&mut |out| out.write_all(text.as_bytes()));
    }

    /// Writes errors and progress.
    pub fn stderr(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.choice);
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }

    /// Writes results with a function; what cannot be written is lost quietly.
    pub fn with_results(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) {
        if self.swapped {
            let mut stream = io::BufWriter::new(AutoStream::new(io::stderr().lock(), self.choice));
            let _ = write(&mut stream).and_then(|()| stream.flush());
        } else {
            let mut stream = io::BufWriter::new(AutoStream::new(io::stdout().lock(), self.choice));
            let _ = write(&mut stream).and_then(|()| stream.flush());
        }
    }

    /// Writes what the terminal shows of a run. Where a runner of GitHub Actions reads it, nothing foreign is a command.
    pub fn with_shown(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) {
        if std::env::var_os("GITHUB_ACTIONS").is_none_or(|value| value != "true") {
            return self.with_results(write);
        }
        self.with_results(&mut |out| {
            let mut parted = Parted::new(out);
            write(&mut parted)?;
            parted.flush()
        });
    }

    /// Whether a line can be kept below the results: they must not go elsewhere than the line, unless to a file.
    pub fn live(&self) -> bool {
        io::stderr().is_terminal() && (self.swapped || io::stdout().is_terminal()) && !in_ci()
    }

    /// Whether results are shown in colour.
    pub fn colour(&self) -> bool {
        match self.choice {
            ColorChoice::Auto => {
                let terminal =
                    if self.swapped { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
                let choice = if self.swapped {
                    AutoStream::choice(&io::stderr())
                } else {
                    AutoStream::choice(&io::stdout())
                };
                choice != ColorChoice::Never && (terminal || std::env::var_os("CLICOLOR_FORCE").is_some())
            }
            ColorChoice::Never => false,
            _ => true,
        }
    }

    /// How diagnostics are drawn; the streams strip colours where they are not wanted.
    pub fn styles(&self) -> Styles {
        if self.colour() { Styles::Ansi } else { Styles::Plain }
    }

    /// Writes why a command did not do what it was called for. Secrets that were typed are not repeated.
    pub fn print_error(&self, error: &CliError) {
        let mut text = String::new();
        for problem in &error.problems {
            text.push_str(&format!("\x1b[1;31merror\x1b[0m: {}\n", mask_typed(&problem.message)));
            for help in &problem.help {
                text.push_str(&format!("  = help: {}\n", mask_typed(help)));
            }
        }
        self.stderr(&text);
    }
}

/// CI systems have no eyes, though some give a terminal.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

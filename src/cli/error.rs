//! What is wrong with a call.

use super::exit_code::ExitCode;
use crate::plan::InputProblem;
use crate::project::LoadError;

/// Why a command did not do what it was called for.
#[derive(Debug)]
pub struct CliError {
    /// What is wrong, at least one.
    pub problems: Vec<CliProblem>,
    /// How the process ends.
    pub exit: ExitCode,
}

/// One thing that is wrong.
#[derive(Debug)]
pub struct CliProblem {
    /// One line.
    pub message: String,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl CliError {
    /// The command line or a file is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::one(message, ExitCode::Usage)
    }

    /// Nothing was selected.
    pub fn nothing(message: impl Into<String>) -> Self {
        Self::one(message, ExitCode::Nothing)
    }

    /// The paths that were looked at have no scenario file.
    pub fn no_scenario_file() -> Self {
        Self::nothing("no scenario files found")
            .help("the names of the names of scenario files end in .yaml or .yml")
    }

    fn one(message: impl Into<String>, exit: ExitCode) -> Self {
        CliError { problems: vec![CliProblem { message: message.into(), help: Vec::new() }], exit }
    }

    /// Adds advice on the last problem.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.help_if(Some(help.into()))
    }

    /// Adds advice on the last problem where there is some.
    pub fn help_if(mut self, help: Option<String>) -> Self {
        if let Some(problem) = self.problems.last_mut() {
            problem.help.extend(help);
        }
        self
    }
}

impl From<LoadError> for CliError {
    fn from(error: LoadError) -> Self {
        CliError::usage(error.message).help_if(error.help)
    }
}

impl From<CliProblem> for CliError {
    fn from(problem: CliProblem) -> Self {
        CliError { problems: vec![problem], exit: ExitCode::Usage }
    }
}

impl From<InputProblem> for CliProblem {
    fn from(problem: InputProblem) -> Self {
        CliProblem { message: problem.message, help: vec![problem.help] }
    }
}

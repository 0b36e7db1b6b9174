//! Why a project cannot be loaded.

/// What is wrong with the paths, the environment or the working directory, so that there is no project to check. What is
/// wrong inside files is a diagnostic instead.
#[derive(Debug)]
pub struct LoadError {
    /// One line: what is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl LoadError {
    /// An error without advice.
    pub fn new(message: impl Into<String>) -> Self {
        LoadError { message: message.into(), help: None }
    }

    /// Adds advice.
    pub fn help(self, help: impl Into<String>) -> Self {
        LoadError { help: Some(help.into()), ..self }
    }
}

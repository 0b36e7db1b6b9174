//! The options of every command that sends the requests of scenarios.

use std::path::PathBuf;

use crate::cli::input_sources::InputArgs;
use crate::cli::select::SelectArgs;

/// What is run, with which inputs, against which hosts and for how long, as it was typed.
///
/// The help, the manual page and the completions list options in the order of their declaration, and each command
/// lists
/// others between these: so a command declares them and hands them over in this form.
pub struct ExecutionArgs<'a> {
    /// Which scenarios.
    pub select: &'a SelectArgs,
    /// Where scenarios are looked for; those of `select`, unless the command knows better.
    pub paths: &'a [PathBuf],
    /// Where inputs come from.
    pub inputs: &'a InputArgs,
    /// A fault of the sandbox.
    pub fault: Option<&'a str>,
    /// Patterns of hosts that replace those of the configuration.
    pub allow_host: &'a [String],
    /// The seed for random values.
    pub seed: Option<u64>,
    /// How long the whole run may take.
    pub timeout: Option<&'a str>,
    /// How long all cleanups together may take after an interruption.
    pub grace: &'a str,
}

//! Options and files of a run, read.

use std::time::Duration;

use super::args::ExecutionArgs;
use crate::cli::error::CliError;
use crate::cli::input_sources::InputSources;
use crate::cli::sandbox_inputs::parse_fault;
use crate::model::units::parse_duration;
use crate::project::{LoadedProject, Targets, load};
use crate::sandbox::Fault;

/// A run whose options are valid and whose files were read, parsed and checked.
pub struct LoadedRun<'a> {
    pub(super) args: ExecutionArgs<'a>,
    pub(super) inputs: InputSources,
    pub(super) targets: Targets,
    pub(super) fault: Option<Fault>,
    pub(super) grace: Duration,
    pub(super) timeout: Option<Duration>,
    /// The scenarios, and what is wrong with others.
    pub project: LoadedProject,
}

impl<'a> LoadedRun<'a> {
    /// Reads options, then files.
    pub fn load(args: ExecutionArgs<'a>) -> Result<Self, CliError> {
        let duration = |option: &str, text: &str| {
            parse_duration(text).map_err(|problem| CliError::usage(format!("{option}: {problem}")))
        };
        let grace = duration("--grace", args.grace)?;
        let timeout = args.timeout.map(|text| duration("--timeout", text)).transpose()?;
        let disk = args.select.project.open()?;
        let inputs = InputSources::read(args.inputs, &disk)?;
        let targets = Targets::of(args.paths, &disk)?;
        let fault = parse_fault(args.fault)?;
        let project = load(&disk, &targets, args.select.env.as_deref())?;
        Ok(LoadedRun { args, inputs, targets, fault, grace, timeout, project })
    }
}

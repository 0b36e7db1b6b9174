//! `runthrough schema [KIND]`.

use serde_json::Value;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::diag::{list, suggestion};
use crate::editor_schema as files;
use crate::report::json;

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// `scenario` (also for fragments), `config` (runthrough.yaml) or `report` (what `--report json` writes; its
    /// `$defs/Event` is a line of `--report ndjson`)
    #[arg(value_name = "KIND", default_value = "scenario")]
    pub kind: String,
}

/// Makes a schema.
type Make = fn() -> Value;

/// What there is a schema of.
const KINDS: [(&str, Make); 3] =
    [("scenario", files::scenario), ("config", files::config), ("report", json::schema)];

/// Prints a JSON Schema.
pub fn schema(args: &SchemaArgs, output: &Output) -> Result<ExitCode, CliError> {
    if let Some((_, make)) = KINDS.iter().find(|(name, _)| *name == args.kind) {
        output.stdout(&format!("{:#}\n", make()));
        return Ok(ExitCode::Ok);
    }
    let names = || KINDS.iter().map(|(name, _)| *name);
    let message = format!("`{}` is not a schema; available are {}", args.kind, list(names()));
    Err(CliError::usage(message).help_if(suggestion(&args.kind, names())))
}

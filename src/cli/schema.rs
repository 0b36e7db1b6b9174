//! `runthrough schema [KIND]`.

use serde_json::Value;

use super::args::SchemaArgs;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::diag::{did_you_mean, list};
use crate::model::vocabulary::schema as files;
use crate::report::json;

/// Makes a schema.
type Make = fn() -> Value;

/// What there is a schema of.
const KINDS: [(&str, Make); 3] =
    [("scenario", files::scenario), ("config", files::config), ("report", json::schema)];

/// Prints a JSON Schema.
pub fn schema(args: &SchemaArgs, output: &Output) -> Result<Exit, Complaint> {
    if let Some((_, make)) = KINDS.iter().find(|(name, _)| *name == args.kind) {
        output.stdout(&format!("{:#}\n", make()));
        return Ok(Exit::Ok);
    }
    let names = || KINDS.iter().map(|(name, _)| *name);
    let complaint =
        Complaint::usage(format!("there is no schema `{}`; there are {}", args.kind, list(names())));
    Err(match did_you_mean(&args.kind, names()) {
        Some(near) => complaint.help(format!("did you mean `{near}`?")),
        None => complaint,
    })
}

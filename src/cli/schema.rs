//! `runthrough schema KIND`.

use super::args::SchemaArgs;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::diag::did_you_mean;
use crate::report::json;

/// Prints a JSON Schema.
pub fn schema(args: &SchemaArgs, output: &Output) -> Result<Exit, Complaint> {
    match args.kind.as_str() {
        "report" => {
            output.stdout(&format!("{:#}\n", json::schema()));
            Ok(Exit::Ok)
        }
        kind @ ("scenario" | "config") => {
            Err(Complaint::usage(format!("there is no schema of a {kind} file yet; there is `report`"))
                .help("`runthrough check` finds what is wrong in such a file"))
        }
        other => {
            let complaint = Complaint::usage(format!("there is no schema `{other}`; there is `report`"));
            Err(match did_you_mean(other, ["report"].into_iter()) {
                Some(near) => complaint.help(format!("did you mean `{near}`?")),
                None => complaint,
            })
        }
    }
}

//! `--shard` and `--shard-by`.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use super::args::ShardArgs;
use super::exit::Complaint;
use crate::io::files::words;
use crate::model::Plan;
use crate::plan;
use crate::report::json::{self, Instance, Report};

/// Leaves the shard of the plan that is asked for.
pub fn shard(plan: &mut Plan, args: &ShardArgs) -> Result<(), Complaint> {
    let Some(shard) = args.shard else { return Ok(()) };
    let durations = args.shard_by.as_deref().map(durations).transpose()?;
    plan::shard(plan, shard, durations.as_ref());
    Ok(())
}

/// How long each instance of an earlier run took, by id.
fn durations(path: &Path) -> Result<HashMap<String, Duration>, Complaint> {
    let mut durations = HashMap::new();
    read_report(path, &mut |instance| {
        durations.insert(instance.id, instance.duration_ms.into());
        Ok(())
    })?;
    Ok(durations)
}

/// Reads a JSON report; the complaint names its file.
pub fn read_report(
    path: &Path,
    each: &mut dyn FnMut(Instance) -> Result<(), String>,
) -> Result<Report, Complaint> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let problem = |why: String| Complaint::usage(format!("the report `{shown}` cannot be read: {why}"));
    let file = File::open(path).map_err(|error| problem(words(&error)))?;
    json::read(BufReader::with_capacity(256 * 1024, file), each).map_err(problem)
}

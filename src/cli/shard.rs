//! `--shard` and `--shard-by`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::CliError;
use super::json_report::read_report;
use super::option_value::InvalidValue;
use clap::Args;

use crate::model::{Plan, Shard};
use crate::plan;

/// A part of what is selected.
#[derive(Debug, Clone, Default, Args)]
pub struct ShardArgs {
    /// Run only the I-th of N shards: every scenario instance is in exactly one, the same on every machine
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub shard: Option<Shard>,
    /// Balance the shards by the durations of an earlier run: its JSON report, the same one for all shards
    #[arg(long, value_name = "REPORT.json", requires = "shard")]
    pub shard_by: Option<PathBuf>,
}

fn parse_shard(text: &str) -> Result<Shard, InvalidValue> {
    let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((index, of)) if (1..=of).contains(&index) => Ok(Shard { index, of }),
        Some((_, of)) if of > 0 => {
            Err(InvalidValue::Advice(format!("write `1/{of}` to `{of}/{of}`: shards are numbered from 1")))
        }
        _ => Err(InvalidValue::Advice("for example `1/4` for the first of four shards".to_owned())),
    }
}

/// Leaves the shard of the plan that is asked for.
pub fn shard(plan: &mut Plan, args: &ShardArgs) -> Result<(), CliError> {
    let Some(shard) = args.shard else { return Ok(()) };
    let durations = args.shard_by.as_deref().map(durations).transpose()?;
    plan::shard(plan, shard, durations.as_ref());
    Ok(())
}

/// How long each instance of an earlier run took, by id.
fn durations(path: &Path) -> Result<HashMap<String, Duration>, CliError> {
    let mut durations = HashMap::new();
    read_report(path, &mut |instance| {
        durations.insert(instance.id, instance.duration_ms.into());
        Ok(())
    })?;
    Ok(durations)
}

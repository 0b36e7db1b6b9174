//! Reports, put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::Duration;

use crate::cli::error::CliError;
use crate::cli::json_report::read_report;
use crate::io::spool::Spool;
use crate::model::{Coverage, Fnv, InstanceOutcome, PlanIdentity, RunHeader};
use crate::report::InvalidFile;
use crate::report::json::{self, Instance};

/// What was read so far.
pub(super) struct Merged {
    spool: Spool,
    first: Option<(String, json::Run, json::Plan)>,
    parts: Vec<Part>,
    /// By id: in which report (its place among `parts`) an instance is.
    seen: HashMap<String, usize>,
    /// Fragments that run once, of which several shards may have one: the one that counts, by its place in the plan.
    once: BTreeMap<usize, (String, InstanceOutcome)>,
    invalid: Vec<InvalidFile>,
    coverage: Coverage,
}

/// What is left of one report.
struct Part {
    path: String,
    run: json::Run,
    duration: Duration,
    interrupted: bool,
}

/// All of them.
pub(super) struct Whole {
    pub(super) header: RunHeader,
    pub(super) hosts: String,
    pub(super) invalid: Vec<InvalidFile>,
    pub(super) spool: Spool,
    pub(super) duration: Duration,
    pub(super) interrupted: bool,
    pub(super) coverage: Coverage,
    /// Advice on what is missing.
    pub(super) absent: String,
}

impl Merged {
    pub(super) fn new() -> Result<Self, CliError> {
        Ok(Merged {
            spool: Spool::new().map_err(cannot_keep)?,
            first: None,
            parts: Vec::new(),
            seen: HashMap::new(),
            once: BTreeMap::new(),
            invalid: Vec::new(),
            coverage: Coverage::default(),
        })
    }

    pub(super) fn add(&mut self, path: &Path) -> Result<(), CliError> {
        let shown = path.to_string_lossy().replace('\\', "/");
        // The plan, which says what runs once, may stand behind the instances.
        let head = read_report(path, &mut |_| Ok(()))?;
        self.same_run(&shown, &head.run, &head.plan)?;
        let once = head.plan.once;
        let mut conflict = None;
        let read = read_report(path, &mut |instance| {
            self.instance(&shown, instance, once).map_err(|problem| {
                conflict = Some(problem);
                String::new()
            })
        });
        if let Some(conflict) = conflict {
            return Err(conflict);
        }
        read?;
        for file in head.invalid_files {
            // Every shard has read all files, in the same order.
            if self.invalid.iter().all(|known| known.path != file.path) {
                self.invalid.push(file.into());
            }
        }
        if let Some(coverage) = head.coverage
            && let Err(document) = self.coverage.merge(coverage.into())
        {
            return Err(CliError::usage(format!(
                "`{shown}` was made with a version of {document} that differs from the previous reports"
            ))
            .help("run all shards with the same files"));
        }
        self.parts.push(Part {
            path: shown,
            run: head.run,
            duration: head.totals.duration_ms.into(),
            interrupted: head.interrupted,
        });
        Ok(())
    }

    /// Reports of different plans, environments or seeds are not parts of one run.
    fn same_run(&mut self, path: &str, run: &json::Run, plan: &json::Plan) -> Result<(), CliError> {
        let Some((first, other, whole)) = &self.first else {
            self.first = Some((path.to_owned(), run.clone(), plan.clone()));
            return Ok(());
        };
        let differ = |what: &str, left: String, right: String, help: &str| {
            let message = format!("`{first}` and `{path}` have different {what}: {left} and {right}");
            Err(CliError::usage(message).help(help))
        };
        if plan != whole {
            let size = |plan: &json::Plan| format!("{} instances ({})", plan.instances, plan.digest);
            return differ(
                "plans",
                size(whole),
                size(plan),
                "merge reports of one selection of the same scenario files, each with another `--shard`",
            );
        }
        if run.environment != other.environment {
            let (left, right) = (other.environment.clone(), run.environment.clone());
            return differ("environments", left, right, "run all shards with the same `-e`");
        }
        if run.seed != other.seed {
            return differ(
                "seeds",
                other.seed.to_string(),
                run.seed.to_string(),
                "run all shards with the same `--seed`, or all without one",
            );
        }
        if run.tool_version != other.tool_version {
            let (left, right) = (other.tool_version.clone(), run.tool_version.clone());
            return differ("versions of runthrough", left, right, "run all shards with the same version");
        }
        Ok(())
    }

    fn instance(&mut self, path: &str, instance: Instance, once: usize) -> Result<(), CliError> {
        let outcome = InstanceOutcome::from(instance);
        if outcome.index < once {
            self.shared(path, outcome);
            return Ok(());
        }
        if let Some(other) = self.seen.insert(outcome.id.clone(), self.parts.len()) {
            let message = match self.parts.get(other) {
                Some(other) => format!("`{}` is in both `{}` and `{path}`", outcome.id, other.path),
                None => format!("`{}` is twice in `{path}`", outcome.id),
            };
            return Err(CliError::usage(message)
                .help("each scenario instance is in one report: merge the report of each shard, once"));
        }
        self.spool.push(&outcome).map_err(cannot_keep)
    }

    /// Of a fragment that ran once in several shards the worst counts, of equal ones the first to start.
    fn shared(&mut self, path: &str, outcome: InstanceOutcome) {
        let worse = self.once.get(&outcome.index).is_none_or(|(other, known)| {
            let rank = |path: &str, outcome: &InstanceOutcome| {
                (std::cmp::Reverse(outcome.verdict), outcome.started_ms, path.to_owned())
            };
            rank(path, &outcome) < rank(other, known)
        });
        if worse {
            self.once.insert(outcome.index, (path.to_owned(), outcome));
        }
    }

    pub(super) fn finish(mut self) -> Result<Whole, CliError> {
        let Some((_, run, plan)) = self.first.take() else {
            return Err(CliError::usage("no reports given"));
        };
        let planned = self.seen.len() + self.once.len();
        for (_, outcome) in std::mem::take(&mut self.once).into_values() {
            self.spool.push(&outcome).map_err(cannot_keep)?;
        }
        let one = self.parts.len() == 1;
        let started = self.parts.iter().map(|part| part.run.started_ms).min().unwrap_or_default();
        let end = |part: &Part| {
            let after = part.run.started_ms.saturating_sub(started);
            Duration::from_millis(u64::try_from(after).unwrap_or_default()).saturating_add(part.duration)
        };
        let hosts: BTreeSet<&str> = self.parts.iter().flat_map(|part| part.run.host.split(", ")).collect();
        let ids: BTreeSet<&str> = self.parts.iter().flat_map(|part| ids(&part.run)).collect();
        let header = RunHeader {
            run_id: if one { run.id.clone() } else { id_of(&ids) },
            version: run.tool_version.clone(),
            started_ms: started,
            environment: run.environment.clone(),
            seed: run.seed,
            planned,
            jobs: self.parts.iter().map(|part| part.run.jobs).max().unwrap_or_default(),
            verbose: self.parts.iter().all(|part| part.run.verbose),
            plan: PlanIdentity { instances: plan.instances, once: plan.once, digest: plan.digest },
            shard: None,
            merged_from: ids.iter().map(ToString::to_string).collect(),
        };
        Ok(Whole {
            header,
            hosts: hosts.into_iter().collect::<Vec<_>>().join(", "),
            invalid: self.invalid,
            spool: self.spool,
            duration: self.parts.iter().map(end).max().unwrap_or_default(),
            interrupted: self.parts.iter().any(|part| part.interrupted),
            coverage: self.coverage,
            absent: absent(&self.parts),
        })
    }
}

/// The ids of the runs that a report is of.
fn ids(run: &json::Run) -> impl Iterator<Item = &str> {
    let own = run.merged_from.is_empty().then_some(run.id.as_str());
    own.into_iter().chain(run.merged_from.iter().map(String::as_str))
}

/// One id for several runs, the same in whatever order they are given.
fn id_of(ids: &BTreeSet<&str>) -> String {
    let mut hash = Fnv::default();
    ids.iter().for_each(|id| hash.add(id.as_bytes()));
    format!("{:016x}", hash.value())
}

/// The shards that no report is of, as far as that is known.
fn absent(parts: &[Part]) -> String {
    let shards: Vec<_> = parts.iter().filter_map(|part| part.run.shard.clone()).collect();
    let Some(of) = shards.first().map(|shard| shard.of).filter(|of| shards.iter().all(|s| s.of == *of))
    else {
        return String::new();
    };
    let missing: Vec<String> = (1..=of)
        .filter(|index| shards.len() == parts.len() && shards.iter().all(|shard| shard.index != *index))
        .map(|index| format!("{index}/{of}"))
        .collect();
    match missing.len() {
        0 => String::new(),
        1 => format!("  = help: the report of shard {} is missing\n", missing[0]),
        _ => format!("  = help: the reports of the shards {} are missing\n", missing.join(", ")),
    }
}

/// The temporary file of the outcomes cannot be used.
pub(super) fn cannot_keep(error: std::io::Error) -> CliError {
    CliError::usage(format!("a temporary file for the reports cannot be used: {error}"))
        .help("set TMPDIR to a folder with free space")
}

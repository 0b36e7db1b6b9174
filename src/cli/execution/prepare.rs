//! From a loaded run to one that can begin.

use std::sync::Arc;

use super::allowed_hosts::allowed_hosts;
use super::concurrency::Concurrency;
use super::http::http_client;
use super::initial_secrets::initial_secrets;
use super::load::LoadedRun;
use super::one_time_budget::check_one_time_budget;
use super::ports::ports;
use super::settings::RunSettings;
use crate::cli::error::CliError;
use crate::cli::fragments::plan_once;
use crate::cli::input_sources::ResolvedInputs;
use crate::cli::output::Output;
use crate::cli::sandbox_inputs::{needs_base_url, start};
use crate::cli::select;
use crate::cli::shard::shard;
use crate::eval::MAX_VALUES;
use crate::eval::mask::Mask;
use crate::io::clock::SystemClock;
use crate::io::http::HttpClient;
use crate::io::rows::DiskRows;
use crate::model::{BodyLimit, Plan, PlanIdentity, RunHeader};
use crate::project::LoadedProject;
use crate::run::ports::{Clock, Ports};
use crate::run::{
    Analyzer, BodyLimits, Cancellation, Conformance, FileAnalysis, Job, PlanFiles, RunLimits, RunOptions,
    SharedState,
};
use crate::sandbox::{Options, Sandbox};

/// A run that can begin.
pub struct PreparedRun {
    /// What it is, for reports.
    pub header: RunHeader,
    /// What runs.
    pub job: Arc<Job>,
    /// Masks what is secret and known before the first request.
    pub secrets: Mask,
    /// The client behind the job's port.
    pub http: Arc<HttpClient>,
    /// A scenario file has errors, so that it does not run.
    pub has_invalid_files: bool,
}

impl LoadedRun<'_> {
    /// Plans the run, starts the sandbox where it is wanted, and gives every input its value.
    pub fn prepare(self, settings: &RunSettings, output: &Output) -> Result<PreparedRun, CliError> {
        let project = &self.project;
        let fragments = &project.project.fragments;
        let mut plan = select::plan(project, self.args.select, &self.targets, output)?;
        let sandbox = self.start_sandbox(&plan)?;
        let base_url = sandbox.as_ref().map(|sandbox| sandbox.base_url());
        let allowed = allowed_hosts(self.args.allow_host, &project.project.config, base_url.as_deref())?;
        let inputs = self.inputs.resolve(project, &plan, base_url.as_deref())?;
        plan_once(project, &mut plan, &inputs.scenarios, &inputs.fragments)?;
        let identity = if settings.identify_plan { plan.identity() } else { PlanIdentity::default() };
        shard(&mut plan, &settings.shard)?;
        if !settings.dry_run {
            check_one_time_budget(&plan, fragments, &inputs)?;
        }
        let secrets = initial_secrets(&plan, fragments, &inputs, &DiskRows::new(project.disk.clone()));
        let jobs = settings.jobs.or(project.project.config.jobs);
        let concurrency = match settings.dry_run {
            true => Concurrency::without_sockets(jobs),
            false => Concurrency::new(jobs, plan.len(), sandbox.is_some())?,
        };
        let has_invalid_files = project.counts().0 > 0;
        let clock: Arc<SystemClock> = Arc::new(SystemClock::new());
        let run_id = format!("{:016x}", rand::random::<u64>());
        let header = RunHeader {
            run_id,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_ms: clock.now_ms(),
            environment: project.environment.clone().unwrap_or_else(|| "none".to_owned()),
            seed: self.args.seed.unwrap_or_else(|| seed_of(settings, &identity)),
            planned: plan.len(),
            jobs: concurrency.jobs.min(plan.len().max(identity.instances).max(1)),
            verbose: settings.verbose,
            plan: identity,
            shard: settings.shard.shard,
            merged_from: Vec::new(),
        };
        let config = &project.project.config;
        let options = RunOptions {
            jobs: concurrency.jobs,
            seed: header.seed,
            environment: header.environment.clone(),
            detail: settings.detail,
            bodies: BodyLimits {
                bytes: config.max_body.map_or_else(BodyLimit::default, BodyLimit),
                json_values: config.max_json_values.unwrap_or(MAX_VALUES),
            },
            limits: RunLimits { grace: self.grace, fail_fast: settings.fail_fast, timeout: self.timeout },
            update_snapshots: settings.update_snapshots,
        };
        let http = Arc::new(http_client(concurrency, allowed));
        let ports = ports(http.clone(), clock, &header.run_id, project.disk.clone(), sandbox);
        let mut job = job(self.project, plan, inputs, ports, options);
        if settings.count_coverage {
            job.files.conformance = job.files.conformance.counted();
        }
        Ok(PreparedRun { header, job: Arc::new(job), secrets, http, has_invalid_files })
    }

    fn start_sandbox(&self, plan: &Plan) -> Result<Option<Arc<Sandbox>>, CliError> {
        if !self.args.inputs.sandbox {
            return Ok(None);
        }
        needs_base_url(plan, &self.project.project.fragments)?;
        let seed = self.args.seed.unwrap_or_else(random_seed);
        Ok(Some(Arc::new(start(Options { fault: self.fault, seed, ..Options::default() })?)))
    }
}

fn job(project: LoadedProject, plan: Plan, inputs: ResolvedInputs, ports: Ports, options: RunOptions) -> Job {
    let LoadedProject { project, .. } = project;
    let mut analyzer = Analyzer::new(&project.fragments, &inputs.fragments);
    let scenarios = plan.scenarios.iter().zip(inputs.scenarios);
    let scenarios: Vec<Arc<FileAnalysis>> =
        scenarios.map(|(scenario, values)| Arc::new(analyzer.scenario(scenario, values))).collect();
    let once =
        analyzer.once(&plan, &|user| scenarios.get(plan.scenario_of(user)?).map(|analysis| &**analysis));
    Job {
        shared: SharedState::new(&plan),
        plan,
        files: PlanFiles {
            scenarios,
            once,
            conformance: Conformance::new(&project.openapi_documents(), project.config.severity.clone()),
            fragments: project.fragments,
            fragment_inputs: inputs.fragments,
        },
        sources: project.sources,
        ports,
        options,
        cancellation: Cancellation::default(),
    }
}

/// The shards of a plan must have the same seed, without telling each other.
fn seed_of(settings: &RunSettings, plan: &PlanIdentity) -> u64 {
    match settings.shard.shard {
        Some(_) => u64::from_str_radix(&plan.digest, 16).unwrap_or_default() & u64::from(u32::MAX),
        None => random_seed(),
    }
}

fn random_seed() -> u64 {
    // Short enough to be typed again.
    u64::from(rand::random::<u32>())
}

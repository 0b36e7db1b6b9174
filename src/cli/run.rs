//! `runthrough run`: load, check, plan, run, report.

use std::path::Path;
use std::sync::Arc;

use super::allow::allowed_hosts;
use super::args::RunArgs;
use super::at_once::AtOnce;
use super::config::{LoadedProject, load_targets};
use super::enough::enough_one_time_values;
use super::exit::{Complaint, Exit};
use super::fragments::{complaint, plan_once, reachable, sends};
use super::given::{Given, Inputs};
use super::guard::Guard;
use super::known::known_secrets;
use super::min_coverage::Minimum;
use super::output::Output;
use super::reports::Reports;
use super::sandbox::{SandboxInputs, fault, start};
use super::select::{self, Targets};
use super::shard::shard;
use crate::diag::{Severity, render};
use crate::eval::mask::Mask;
use crate::io::clock::SystemClock;
use crate::io::http::{HttpClient, HttpOptions, ProxyEnvironment};
use crate::io::one_time::DiskFiles;
use crate::io::rows::DiskRows;
use crate::io::snapshots::DiskSnapshots;
use crate::model::units::parse_duration;
use crate::model::{BodyLimit, Fragments, Plan, PlanIdentity, RunHeader};
use crate::run::one_time::ledger::Ledger;
use crate::run::ports::{Clock, Ports};
use crate::run::{
    Analyzer, BodyLimits, Cancellation, Conformance, Detail, Event, FileAnalysis, Job, PlanFiles, RunLimits,
    RunOptions, SharedState, mask_outcome, run as run_job,
};
use crate::sandbox::{Fault, Options};

/// Runs scenarios.
pub fn run(args: &RunArgs, verbose: bool, quiet: bool, output: &mut Output) -> Result<Exit, Complaint> {
    let minimum = Minimum::read(&args.min_coverage)?;
    let opened = open(args)?;
    let loaded = &opened.loaded;
    let reports = match Reports::requested(args, loaded) {
        Ok(reports) => reports,
        // What is wrong with the files must not be lost for what is wrong with an option.
        Err(complaint) => {
            tell_findings(loaded, output);
            return Err(complaint);
        }
    };
    output.swapped = reports.take_stdout();
    tell_findings(loaded, output);
    let detail = match verbose || args.curl {
        true => Detail::All,
        false if reports.tell_everything() => Detail::Heads,
        false => Detail::Failures,
    };
    let update_snapshots = args.update_snapshots && !in_ci(output);
    let told = reports.tell_everything() || args.shard.shard.is_some();
    // Every output but the lines of a quiet terminal tells it.
    let coverage = !quiet || minimum.is_wanted() || reports.are_wanted();
    let manner = Manner { verbose, told, detail, update_snapshots, coverage };
    let Ready { header, job, known, http, .. } = ready(args, opened, &manner, output)?;
    minimum.needs_documents(
        &job.files.conformance.coverage(&job.plan),
        "none of the scenarios names an OpenAPI document",
        "name it at the top of the scenarios or in runthrough.yaml: `openapi: api.yaml`",
    )?;
    if args.dry_run {
        return Ok(super::dry_run::print(&job, verbose, reports.invalid_files() > 0, output));
    }
    let mut open = reports.open(&header, verbose, quiet, output)?;
    let guard = Guard::new(&job, quiet, open.live_line());
    guard.remove_at_the_end(open.unfinished());
    open.start(output);
    if let Some(shard) = header.shard.filter(|_| job.plan.is_empty()) {
        output.stderr(&format!("warning: shard {shard} has nothing to run\n"));
    }
    let mut totals = run_job(&job, &mut |event| {
        guard.beat();
        match event {
            Event::Started { index } => {
                let place = job.plan.place(index);
                open.started(place, &known.apply(&instance_name(&job.plan, index)));
                open.instance_started(place, &|| job.plan.instance(index).map_or_else(String::new, |i| i.id));
            }
            Event::Finished(mut outcome) => {
                // The second gate: what was secret from the start is masked whatever the first one let through.
                mask_outcome(&mut outcome, &known);
                outcome.index = job.plan.place(outcome.index);
                open.instance(&outcome, output);
            }
            Event::Waiting => {}
        }
    });
    totals.coverage.each_id(&|id| known.apply(id).into());
    let wrong_file = open.invalid_files() > 0;
    let written = open.end(totals.clone(), Some(&guard), output);
    note_bundled_authorities(&http, output);
    let exit = match Exit::of_run(&totals, wrong_file || !written) {
        // Something was selected, and other shards run it.
        Exit::Nothing if args.shard.shard.is_some() => Exit::Ok,
        exit => exit,
    };
    Ok(guard.exit(minimum.judge(&totals.coverage, exit, output)))
}

/// Options and files as they were read.
pub struct Opened {
    given: Given,
    targets: Targets,
    fault: Option<Fault>,
    grace: std::time::Duration,
    timeout: Option<std::time::Duration>,
    loaded: LoadedProject,
}

/// How a run is to be told.
pub struct Manner {
    /// Every step is shown.
    pub verbose: bool,
    /// The plan is named, for who puts parts of it together.
    pub told: bool,
    /// What is kept of exchanges.
    pub detail: Detail,
    /// Snapshots are written.
    pub update_snapshots: bool,
    /// What of OpenAPI documents was exercised is counted.
    pub coverage: bool,
}

/// A run that can begin.
pub struct Ready {
    /// What it is.
    pub header: RunHeader,
    /// What runs.
    pub job: Arc<Job>,
    /// What is secret and known already.
    pub known: Mask,
    /// The client behind the job's port.
    pub http: Arc<HttpClient>,
    /// A file has errors.
    pub wrong_file: bool,
}

/// Reads options and files.
fn open(args: &RunArgs) -> Result<Opened, Complaint> {
    let grace =
        parse_duration(&args.grace).map_err(|problem| Complaint::usage(format!("--grace: {problem}")))?;
    let timeout = args.timeout.as_deref().map(parse_duration).transpose();
    let timeout = timeout.map_err(|problem| Complaint::usage(format!("--timeout: {problem}")))?;
    let given = Given::read(&args.given)?;
    let targets = Targets::of(if args.only.is_empty() { &args.select.paths } else { &args.only })?;
    let fault = fault(args.fault.as_deref())?;
    let loaded = load_targets(&targets, args.select.env.as_deref())?;
    Ok(Opened { given, targets, fault, grace, timeout, loaded })
}

/// A run that writes no report.
pub fn without_reports(args: &RunArgs, output: &Output) -> Result<Ready, Complaint> {
    let opened = open(args)?;
    tell_findings(&opened.loaded, output);
    let detail = Detail::Failures;
    let manner = Manner { verbose: false, told: false, detail, update_snapshots: false, coverage: false };
    ready(args, opened, &manner, output)
}

/// Plans and prepares.
fn ready(args: &RunArgs, opened: Opened, manner: &Manner, output: &Output) -> Result<Ready, Complaint> {
    let Opened { given, targets, fault, grace, timeout, loaded } = opened;
    let mut plan = select::plan(&loaded, &args.select, &targets, output)?;
    let sandbox = if args.given.sandbox {
        needs_base_url(&plan, &loaded.project.fragments)?;
        Some(Arc::new(start(Options {
            fault,
            seed: args.seed.unwrap_or_else(random_seed),
            ..Options::default()
        })?))
    } else {
        None
    };
    let base_url = sandbox.as_ref().map(|sandbox| sandbox.base_url());
    let allowed = allowed_hosts(&args.allow_host, &loaded.project.config, base_url.as_deref())?;
    let inputs = given.resolve(&loaded, &plan, base_url.as_deref())?;
    plan_once(&loaded, &mut plan, &inputs.scenarios, &inputs.fragments)
        .map_err(|problem| complaint([problem]))?;
    let identity = if manner.told { plan.identity() } else { PlanIdentity::default() };
    shard(&mut plan, &args.shard)?;
    if !args.dry_run {
        enough_one_time_values(&plan, &loaded.project.fragments, &inputs)?;
    }
    let known = known_secrets(&plan, &loaded.project.fragments, &inputs);
    let at_once = AtOnce::of(args, &loaded.project.config, plan.len())?;
    let settings = Settings {
        update_snapshots: manner.update_snapshots,
        at_once,
        verbose: manner.verbose,
        grace,
        timeout,
        identity,
        detail: manner.detail,
        coverage: manner.coverage,
    };
    let wrong_file = loaded.counts().0 > 0;
    let http = Arc::new(HttpClient::new(HttpOptions {
        jobs: settings.at_once.jobs,
        idle: settings.at_once.idle,
        user_agent: concat!("runthrough/", env!("CARGO_PKG_VERSION")).to_owned(),
        proxy: proxy_environment(),
        allowed,
    }));
    let (header, job) = prepare(args, loaded, plan, inputs, sandbox, http.clone(), settings);
    Ok(Ready { header, job, known, http, wrong_file })
}

/// Says once, after the run, that the authorities of the binary stood in for those of a platform without any: a
/// certificate of a company's own authority is refused then.
pub fn note_bundled_authorities(http: &HttpClient, output: &Output) {
    if http.uses_bundled_authorities() {
        output.stderr(
            "note: this system has no certificate store: certificates were verified against the authorities bundled \
             with runthrough; install `ca-certificates` or set SSL_CERT_FILE to use others\n",
        );
    }
}

/// What the live line calls an instance.
fn instance_name(plan: &Plan, index: usize) -> Arc<str> {
    let once = plan.once.get(index).map(|once| once.name.clone());
    once.or_else(|| plan.instance(index).map(|instance| instance.name())).unwrap_or_default()
}

struct Settings {
    at_once: AtOnce,
    verbose: bool,
    grace: std::time::Duration,
    timeout: Option<std::time::Duration>,
    identity: PlanIdentity,
    detail: Detail,
    update_snapshots: bool,
    coverage: bool,
}

/// In CI nobody would look at what is written.
fn in_ci(output: &Output) -> bool {
    let is = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    if is {
        output.stderr("warning: `--update-snapshots` writes nothing in CI (the variable CI is set)\n");
    }
    is
}

/// The shards of a plan must have the same seed, without telling each other.
fn seed_of(args: &RunArgs, plan: &PlanIdentity) -> u64 {
    match args.shard.shard {
        Some(_) => u64::from_str_radix(&plan.digest, 16).unwrap_or_default() & u64::from(u32::MAX),
        None => random_seed(),
    }
}

fn random_seed() -> u64 {
    // Short enough to be typed again.
    u64::from(rand::random::<u32>())
}

/// Errors in full; warnings as a count, since `check` shows them.
fn tell_findings(loaded: &LoadedProject, output: &Output) {
    let mut text = String::new();
    for diagnostic in &loaded.diagnostics {
        if diagnostic.severity == Severity::Error {
            text.push_str(&render(diagnostic, &loaded.project.sources, output.styles()));
            text.push('\n');
        }
    }
    let (errors, warnings) = loaded.counts();
    if errors > 0 {
        text.push_str(&super::check::summary(loaded.files, errors, warnings));
    } else if warnings > 0 {
        let noun = if warnings == 1 { "warning" } else { "warnings" };
        let it = if warnings == 1 { "it" } else { "them" };
        text.push_str(&format!("{warnings} {noun}: `runthrough check` shows {it}\n"));
    }
    if !text.is_empty() {
        output.stderr(&text);
    }
}

/// With `--sandbox` every scenario must be one that can be pointed at it.
pub fn needs_base_url(plan: &Plan, fragments: &Fragments) -> Result<(), Complaint> {
    let used = reachable(&plan.scenarios, fragments).into_iter().filter(|fragment| sends(fragment));
    for scenario in plan.scenarios.iter().chain(used) {
        if scenario.input("base_url").is_none() {
            return Err(Complaint::usage(format!(
                "{} declares no input `base_url`, so that it cannot be pointed at the sandbox",
                scenario.path
            ))
            .help("declare it: `inputs: { base_url: { default: … } }`, and use it in `defaults: { base_url: ${base_url} }`"));
        }
    }
    Ok(())
}

fn prepare(
    args: &RunArgs,
    loaded: LoadedProject,
    plan: Plan,
    inputs: Inputs,
    sandbox: Option<Arc<crate::sandbox::Sandbox>>,
    http: Arc<HttpClient>,
    settings: Settings,
) -> (RunHeader, Arc<Job>) {
    let clock: Arc<SystemClock> = Arc::new(SystemClock::new());
    let run_id = format!("{:016x}", rand::random::<u64>());
    let ports = Ports {
        http,
        clock: clock.clone(),
        now_ms: {
            let clock = clock.clone();
            Arc::new(move || clock.now_ms())
        },
        snapshots: Arc::new(DiskSnapshots::new(Path::new(""))),
        one_time: Arc::new(Ledger::new(Arc::new(DiskFiles), clock.clone(), &run_id)),
        rows: Arc::<DiskRows>::default(),
        instance_inputs: sandbox.map(|sandbox| Arc::new(SandboxInputs::new(sandbox)) as _),
    };
    let environment = loaded.environment.clone().unwrap_or_else(|| "none".to_owned());
    let header = RunHeader {
        run_id,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_ms: clock.now_ms(),
        environment: environment.clone(),
        seed: args.seed.unwrap_or_else(|| seed_of(args, &settings.identity)),
        planned: plan.len(),
        jobs: settings.at_once.jobs.min(plan.len().max(settings.identity.instances).max(1)),
        verbose: settings.verbose,
        plan: settings.identity,
        shard: args.shard.shard,
        merged_from: Vec::new(),
    };
    let mut analyzer = Analyzer::new(&loaded.library, &loaded.project.fragments, &inputs.fragments);
    let scenarios = plan.scenarios.iter().zip(inputs.scenarios);
    let scenarios: Vec<Arc<FileAnalysis>> =
        scenarios.map(|(scenario, values)| Arc::new(analyzer.scenario(scenario, values))).collect();
    let once =
        analyzer.once(&plan, &|user| scenarios.get(plan.scenario_of(user)?).map(|analysis| &**analysis));
    let config = &loaded.project.config;
    let options = RunOptions {
        jobs: settings.at_once.jobs,
        seed: header.seed,
        environment,
        detail: settings.detail,
        bodies: BodyLimits {
            bytes: config.max_body.map_or_else(BodyLimit::default, BodyLimit),
            json_values: config.max_json_values.unwrap_or(crate::eval::MAX_VALUES),
        },
        limits: RunLimits {
            grace: settings.grace,
            fail_fast: args.fail_fast.map(|most| most as usize),
            timeout: settings.timeout,
        },
        update_snapshots: settings.update_snapshots,
    };
    let conformance = Conformance::new(loaded.library.apis(), config.severity.clone());
    let job = Job {
        shared: SharedState::new(&plan),
        plan,
        library: loaded.library,
        sources: loaded.project.sources,
        files: PlanFiles {
            scenarios,
            once,
            fragments: loaded.project.fragments,
            fragment_inputs: inputs.fragments,
            conformance: if settings.coverage { conformance.counted() } else { conformance },
        },
        ports,
        options,
        cancellation: Cancellation::default(),
    };
    (header, Arc::new(job))
}

fn proxy_environment() -> ProxyEnvironment {
    let read = |names: [&str; 2]| {
        names.iter().find_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty())
    };
    ProxyEnvironment {
        http: read(["http_proxy", "HTTP_PROXY"]),
        https: read(["https_proxy", "HTTPS_PROXY"]),
        all: read(["all_proxy", "ALL_PROXY"]),
        no_proxy: read(["no_proxy", "NO_PROXY"]),
    }
}

//! `runthrough run`: load, check, plan, run, report.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::allow::allowed_hosts;
use super::args::RunArgs;
use super::at_once::AtOnce;
use super::config::{LoadedProject, load_targets};
use super::exit::{Complaint, Exit};
use super::fragments::{complaint, for_each_once, for_each_use, plan_once, reachable, sends};
use super::given::{Given, Inputs};
use super::guard::Guard;
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
use crate::io::one_time::{DiskFiles, status};
use crate::io::rows::DiskRows;
use crate::io::snapshots::DiskSnapshots;
use crate::model::units::parse_duration;
use crate::model::{AllowedHosts, BodyLimit, Fragments, Plan, PlanIdentity, RunHeader};
use crate::plan::InputValue;
use crate::run::ports::{Clock, Ports};
use crate::run::take::RecordedValues;
use crate::run::{
    Conformance, Detail, Event, Job, OnceTable, Prepared, Preparer, RunOptions, Stop, UsedPasswords,
    WrittenSnapshots, mask_outcome, row_values, run as run_job,
};
use crate::sandbox::Options;

/// Runs scenarios.
pub fn run(args: &RunArgs, verbose: bool, quiet: bool, output: &mut Output) -> Result<Exit, Complaint> {
    let grace =
        parse_duration(&args.grace).map_err(|problem| Complaint::usage(format!("--grace: {problem}")))?;
    let timeout = args.timeout.as_deref().map(parse_duration).transpose();
    let timeout = timeout.map_err(|problem| Complaint::usage(format!("--timeout: {problem}")))?;
    let minimum = Minimum::read(&args.min_coverage)?;
    let given = Given::read(&args.given)?;
    let targets = Targets::of(if args.only.is_empty() { &args.select.paths } else { &args.only })?;
    let fault = fault(args.fault.as_deref())?;
    let loaded = load_targets(&targets, args.select.env.as_deref())?;
    let reports = match Reports::requested(args, &loaded, output) {
        Ok(reports) => reports,
        // What is wrong with the files must not be lost for what is wrong with an option.
        Err(complaint) => {
            tell_findings(&loaded, output);
            return Err(complaint);
        }
    };
    output.swapped = reports.take_stdout();
    tell_findings(&loaded, output);
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
    let told = reports.tell_everything() || args.shard.shard.is_some();
    let identity = if told { plan.identity() } else { PlanIdentity::default() };
    shard(&mut plan, &args.shard)?;
    if !args.dry_run {
        enough_one_time_values(&plan, &loaded.project.fragments, &inputs)?;
    }
    let known = known_secrets(&plan, &loaded.project.fragments, &inputs);
    let at_once = AtOnce::of(args, &loaded.project.config, plan.len())?;
    let detail = match verbose || args.curl {
        true => Detail::All,
        false if reports.tell_everything() => Detail::Heads,
        false => Detail::Failures,
    };
    let update_snapshots = args.update_snapshots && !in_ci(output);
    // Every output but the lines of a quiet terminal tells it.
    let coverage = !quiet || minimum.is_wanted() || reports.are_wanted();
    let settings =
        Settings { update_snapshots, at_once, verbose, grace, timeout, allowed, identity, detail, coverage };
    let (header, job) = prepare(args, loaded, plan, inputs, sandbox, settings);
    minimum.needs_documents(
        &job.conform.coverage(&job.plan),
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
    let exit = match Exit::of_run(&totals, wrong_file || !written) {
        // Something was selected, and other shards run it.
        Exit::Nothing if args.shard.shard.is_some() => Exit::Ok,
        exit => exit,
    };
    Ok(guard.exit(minimum.judge(&totals.coverage, exit, output)))
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
    allowed: AllowedHosts,
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

/// Too few one-time values are an error before the first request, with both numbers.
fn enough_one_time_values(plan: &Plan, fragments: &Fragments, inputs: &Inputs) -> Result<(), Complaint> {
    let mut needed: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut several: Option<(Arc<str>, usize)> = None;
    let mut add = |name: &Arc<str>, value: &InputValue, times: usize| match value {
        InputValue::OneTimeFile(file) => *needed.entry(file.clone()).or_default() += times,
        InputValue::OneTimeValue(value) => {
            let count = given.entry(value.clone()).or_default();
            *count += times;
            if *count > 1 {
                several.get_or_insert((name.clone(), *count));
            }
        }
        InputValue::Value(_) | InputValue::PerInstance => {}
    };
    for (index, (scenario, values)) in plan.scenarios.iter().zip(&inputs.scenarios).enumerate() {
        // A scenario that is skipped takes none.
        if scenario.skip.is_some() {
            continue;
        }
        let instances = plan.instances_of(index);
        values.iter().for_each(|(name, value)| add(name, value, instances));
        for_each_use(scenario, fragments, &inputs.fragments, &mut |name, value| {
            add(name, value, instances);
        });
    }
    for_each_once(plan, fragments, &inputs.fragments, &mut |name, value| add(name, value, 1));
    if let Some((name, count)) = several {
        return Err(only_one(&name, count));
    }
    for (file, needed) in needed {
        let left = status(&file).map_err(Complaint::usage)?.left;
        if left < needed {
            return Err(Complaint::usage(format!(
                "{file} has {left} unused one-time {} left, but this run needs {needed}",
                if left == 1 { "value" } else { "values" }
            ))
            .help(format!(
                "add values to the file, or run less; `runthrough codes {file}` shows its state"
            )));
        }
    }
    Ok(())
}

fn only_one(name: &str, needed: usize) -> Complaint {
    Complaint::usage(format!(
        "the one-time input `{name}` is given 1 value, but this run needs {needed}: a one-time value works once"
    ))
    .help("write the values into a file, one a line, or run one scenario")
}

/// The mask of what is secret and known before the run.
fn known_secrets(plan: &Plan, fragments: &Fragments, inputs: &Inputs) -> Mask {
    let mut secrets: Vec<(Arc<str>, String)> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let used = inputs.fragments.iter().filter_map(|(path, values)| Some((fragments.get(path)?, values)));
    for (scenario, values) in plan.scenarios.iter().zip(&inputs.scenarios).chain(used) {
        for (name, value) in values {
            if !scenario.input(name).is_some_and(|input| input.secret) {
                continue;
            }
            let text = match value {
                InputValue::Value(serde_json::Value::String(text)) => text.clone(),
                InputValue::Value(other) => other.to_string(),
                InputValue::OneTimeValue(text) => text.clone(),
                InputValue::OneTimeFile(_) | InputValue::PerInstance => continue,
            };
            if seen.insert(text.clone()) {
                secrets.push((name.clone(), text));
            }
        }
    }
    columns(plan, &mut secrets);
    Mask::new(secrets.iter().map(|(name, value)| (name, value.as_str())))
}

/// Values of secret columns that are known to the second gate. The first one, which knows those of the instance's own
/// row, is enough for more: a search for all rows in the outputs of all rows would take their square.
const COLUMN_VALUES: usize = 1_000;

fn columns(plan: &Plan, secrets: &mut Vec<(Arc<str>, String)>) {
    let disk = DiskRows::default();
    for rows in plan.scenarios.iter().filter_map(|scenario| scenario.cases.as_ref()) {
        if rows.len() * rows.secret.len() > COLUMN_VALUES {
            continue;
        }
        let secret = |column: &Arc<str>| rows.secret.contains(column);
        for row in 0..rows.len() * usize::from(!rows.secret.is_empty()) {
            // What can no longer be read does not run.
            let values = row_values(rows, row, &disk).unwrap_or_default();
            for (column, value) in
                rows.columns.iter().zip(&*values).filter(|(column, _)| secret(&column.value))
            {
                if let serde_json::Value::String(text) = value
                    && !secrets.iter().any(|(_, known)| known == text)
                {
                    secrets.push((column.value.clone(), text.clone()));
                }
            }
        }
    }
}

fn prepare(
    args: &RunArgs,
    loaded: LoadedProject,
    plan: Plan,
    inputs: Inputs,
    sandbox: Option<Arc<crate::sandbox::Sandbox>>,
    settings: Settings,
) -> (RunHeader, Arc<Job>) {
    let clock: Arc<SystemClock> = Arc::new(SystemClock::new());
    let run_id = format!("{:016x}", rand::random::<u64>());
    let http = HttpClient::new(HttpOptions {
        jobs: settings.at_once.jobs,
        idle: settings.at_once.idle,
        user_agent: concat!("runthrough/", env!("CARGO_PKG_VERSION")).to_owned(),
        proxy: proxy_environment(),
        allowed: settings.allowed,
    });
    let ports = Ports {
        http: Arc::new(http),
        clock: clock.clone(),
        snapshots: Arc::new(DiskSnapshots::new(Path::new(""))),
        one_time: Arc::new(RecordedValues::new(Arc::new(DiskFiles), clock.clone(), &run_id)),
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
    let mut preparer = Preparer::new(&loaded.library, &loaded.project.fragments, &inputs.fragments);
    let scenarios = plan.scenarios.iter().zip(inputs.scenarios);
    let prepared: Vec<Prepared> =
        scenarios.map(|(scenario, values)| preparer.scenario(scenario, values)).collect();
    let prepared_once = preparer.once(&plan, &|user| prepared.get(plan.scenario_of(user)?));
    let options = RunOptions {
        jobs: settings.at_once.jobs,
        seed: header.seed,
        environment,
        detail: settings.detail,
        max_body: loaded.project.config.max_body.map_or_else(BodyLimit::default, BodyLimit),
        max_json_values: loaded.project.config.max_json_values.unwrap_or(crate::eval::MAX_VALUES),
        grace: settings.grace,
        fail_fast: args.fail_fast.map(|most| most as usize),
        timeout: settings.timeout,
        update_snapshots: settings.update_snapshots,
    };
    let now: Arc<SystemClock> = clock;
    let conform = Conformance::new(loaded.library.apis(), loaded.project.config.severity.clone());
    let job = Job {
        once: OnceTable::new(&plan),
        conform: if settings.coverage { conform.counted() } else { conform },
        plan,
        library: loaded.library,
        sources: loaded.project.sources,
        prepared,
        prepared_once,
        fragments: loaded.project.fragments,
        fragment_inputs: inputs.fragments,
        ports,
        options,
        stop: Stop::default(),
        now_ms: Box::new(move || now.now_ms()),
        passwords: UsedPasswords::default(),
        snapshots: WrittenSnapshots::default(),
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

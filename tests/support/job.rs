//! A job of one scenario, before ports of a test.

use std::sync::Arc;
use std::time::Duration;

use runthrough::testing::evaluation::MAX_VALUES;
use runthrough::testing::files::parse_alone;
use runthrough::testing::model::{BodyLimit, Selection};
use runthrough::testing::run::{
    Analyzer, BodyLimits, Cancellation, Detail, DiskRows, DiskSnapshots, FragmentInputs, Http, InputValue,
    Job, Ledger, OneTimeFiles, PlanFiles, Ports, ProjectFiles, RunLimits, RunOptions, SharedState,
    SystemClock, plan,
};

/// A job of the scenario text; inputs are files of one-time values.
pub fn job(
    scenario: &str,
    http: Arc<dyn Http>,
    files: Arc<dyn OneTimeFiles>,
    inputs: &[(&str, &str)],
) -> Job {
    let inputs = inputs.iter().map(|(name, file)| (*name, InputValue::OneTimeFile((*file).into())));
    job_with(scenario, http, files, inputs.collect())
}

/// The same with inputs of any kind.
pub fn job_with(
    scenario: &str,
    http: Arc<dyn Http>,
    files: Arc<dyn OneTimeFiles>,
    inputs: Vec<(&str, InputValue)>,
) -> Job {
    let parsed = parse_alone(scenario);
    assert!(!parsed.sink.has_errors());
    let plan = plan(&parsed.project, &Selection { repeat: 1, ..Selection::default() })
        .expect("a plan of one scenario");
    let fragment_inputs = FragmentInputs::new();
    let mut analyzer = Analyzer::new(&parsed.project.fragments, &fragment_inputs);
    let inputs = inputs.into_iter().map(|(name, value)| (name.into(), value));
    let scenarios = vec![Arc::new(analyzer.scenario(&plan.scenarios[0], inputs.collect()))];
    let clock = Arc::new(SystemClock::new());
    let disk = Arc::new(ProjectFiles::find(env!("CARGO_MANIFEST_DIR").as_ref(), None).expect("a folder"));
    Job {
        shared: SharedState::new(&plan),
        plan,
        sources: parsed.project.sources,
        files: PlanFiles {
            scenarios,
            once: Vec::new(),
            fragments: parsed.project.fragments,
            fragment_inputs,
            conformance: Default::default(),
        },
        ports: Ports {
            http,
            clock: clock.clone(),
            now_ms: Arc::new(|| 0),
            snapshots: Arc::new(DiskSnapshots::new(disk.clone())),
            one_time: Arc::new(Ledger::new(files, clock, "run")),
            rows: Arc::new(DiskRows::new(disk)),
            instance_inputs: None,
        },
        options: RunOptions {
            jobs: 1,
            seed: 1,
            environment: "none".to_owned(),
            detail: Detail::All,
            bodies: BodyLimits { bytes: BodyLimit::default(), json_values: MAX_VALUES },
            limits: RunLimits { grace: Duration::from_secs(10), fail_fast: None, timeout: None },
            update_snapshots: false,
        },
        cancellation: Cancellation::default(),
    }
}

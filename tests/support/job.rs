//! A job of one scenario, before ports of a test.

use std::sync::Arc;
use std::time::Duration;

use runthrough::eval::MAX_VALUES;
use runthrough::io::clock::SystemClock;
use runthrough::io::rows::DiskRows;
use runthrough::io::snapshots::DiskSnapshots;
use runthrough::model::{BodyLimit, Selection};
use runthrough::parse::{Files, Loaded, parse, parse_config};
use runthrough::plan::{FragmentInputs, InputValue, plan};
use runthrough::run::ports::{Http, OneTimeFiles, Ports};
use runthrough::run::take::RecordedValues;
use runthrough::run::{Detail, Job, OnceTable, Preparer, RunOptions, Stop, UsedPasswords, WrittenSnapshots};

struct NoFiles;

impl Files for NoFiles {
    fn resolve(&self, _: &str, written: &str) -> Result<Arc<str>, String> {
        Ok(written.into())
    }
    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("no files here".to_owned())
    }
}

/// A job of the text of a scenario; inputs are files of one-time values.
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
    let mut parsed = parse_config(None, &NoFiles);
    let text = Loaded { path: "a.yaml".into(), text: Ok(scenario.to_owned()) };
    parse(&mut parsed, vec![text], None, &NoFiles);
    assert!(!parsed.sink.has_errors());
    let plan = plan(&parsed.project, &Selection { repeat: 1, ..Selection::default() })
        .expect("a plan of one scenario");
    let (library, fragment_inputs) = (parsed.library, FragmentInputs::new());
    let mut preparer = Preparer::new(&library, &parsed.project.fragments, &fragment_inputs);
    let inputs = inputs.into_iter().map(|(name, value)| (name.into(), value));
    let prepared = vec![preparer.scenario(&plan.scenarios[0], inputs.collect())];
    let clock = Arc::new(SystemClock::new());
    Job {
        conform: Default::default(),
        once: OnceTable::new(&plan),
        plan,
        library,
        sources: parsed.project.sources,
        prepared,
        prepared_once: Vec::new(),
        fragments: parsed.project.fragments,
        fragment_inputs,
        ports: Ports {
            http,
            clock: clock.clone(),
            snapshots: Arc::new(DiskSnapshots::new("".as_ref())),
            one_time: Arc::new(RecordedValues::new(files, clock, "run")),
            rows: Arc::<DiskRows>::default(),
            instance_inputs: None,
        },
        options: RunOptions {
            jobs: 1,
            seed: 1,
            environment: "none".to_owned(),
            detail: Detail::All,
            max_body: BodyLimit::default(),
            max_json_values: MAX_VALUES,
            grace: Duration::from_secs(10),
            fail_fast: None,
            timeout: None,
            update_snapshots: false,
        },
        stop: Stop::default(),
        now_ms: Box::new(|| 0),
        passwords: UsedPasswords::default(),
        snapshots: WrittenSnapshots::default(),
    }
}

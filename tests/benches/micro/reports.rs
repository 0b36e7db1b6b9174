//! Each report of a run of 200 instances, of which every tenth fails.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use runthrough::testing::model::{InstanceOutcome, RunHeader, Totals};
use runthrough::testing::reports::{
    Format, GitHub, Html, HtmlOptions, Json, JsonOptions, Junit, JunitOptions, Markdown, Ndjson, Tap,
    read_json,
};

use crate::shared::{bench, scenario, serve};

/// Instances that pass, and such that fail.
const RUNS: [usize; 2] = [180, 20];

/// What ends in no file.
#[derive(Default)]
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn bench_all() {
    let (header, outcomes) = outcomes();
    let mut totals = Totals::default();
    outcomes.iter().for_each(|outcome| totals.add(outcome));
    let options = || JsonOptions { host: "bench".into(), invalid: Vec::new() };
    let html = || HtmlOptions { host: "bench".into(), invalid: Vec::new() };
    type Make<'a> = &'a dyn Fn() -> Box<dyn Format>;
    let formats: [(&str, Make<'_>); 7] = [
        ("junit", &|| Box::new(Junit::new(JunitOptions::default()))),
        ("json", &|| Box::new(Json::new(options()))),
        ("ndjson", &|| Box::new(Ndjson::new(options()))),
        ("html", &|| Box::new(Html::new(html()))),
        ("tap", &|| Box::new(Tap::new(Vec::new()))),
        ("markdown", &|| Box::new(Markdown::new(Vec::new()))),
        ("github", &|| Box::new(GitHub::new(Vec::new()))),
    ];
    for (name, make) in formats {
        let write = || -> usize {
            let (mut format, mut out) = (make(), Counted::default());
            let mut all = || -> io::Result<()> {
                format.totals_known(&totals);
                format.start(&header, &mut out)?;
                outcomes.iter().try_for_each(|outcome| format.instance(outcome, &mut out))?;
                format.end(&totals, &mut out)
            };
            all().expect("nothing stands in the way of a count");
            out.0
        };
        bench(&format!("report: {name}, {} instances", outcomes.len()), write(), write);
    }
}

/// Outcomes as the binary tells them in its JSON report.
fn outcomes() -> (RunHeader, Vec<InstanceOutcome>) {
    let base = format!("base_url=http://127.0.0.1:{}/api/v1", serve());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let failing = scenario()
        .replace("scenario: Login", "scenario: Failing login")
        .replace("$.total: { gte: 1 }", "$.total: { lt: 1 }");
    let (mut header, mut all) = (None, Vec::new());
    for (text, instances) in [scenario(), failing].into_iter().zip(RUNS) {
        std::fs::write(folder.path().join("flow.yaml"), text).expect("the scenario is written");
        let status = Command::new(env!("CARGO_BIN_EXE_runthrough"))
            .current_dir(folder.path())
            .args(["run", "flow.yaml", "--jobs", "1", "--quiet", "--report", "json=out.json"])
            .args(["--repeat", &instances.to_string(), "-i", &base])
            .args(["-i", "name=mary.griffin@circularo.com", "-i", "password=#32Password1!"])
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(matches!(status.code(), Some(0 | 1)), "the flow errs against the bench's server");
        let report = std::fs::File::open(folder.path().join("out.json")).expect("a report");
        let read = read_json(io::BufReader::new(report), &mut |instance| {
            all.push(InstanceOutcome { index: all.len(), ..InstanceOutcome::from(instance) });
            Ok(())
        });
        let read = read.expect("the report can be read");
        header = Some(RunHeader {
            run_id: read.run.id,
            version: read.run.tool_version,
            started_ms: read.run.started_ms,
            environment: read.run.environment,
            planned: RUNS.iter().sum(),
            ..RunHeader::default()
        });
    }
    (header.expect("there were runs"), all)
}

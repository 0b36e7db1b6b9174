use super::*;
use crate::model::{Cause, ExpressionPart, PlanIdentity, Problem, ReportedProblem, Shard};
use crate::report::fixture;
use crate::report::text::{details, message};

fn written(format: &mut dyn Format) -> Vec<u8> {
    let mut out = Vec::new();
    format.start(&fixture::header(), &mut out).unwrap();
    for outcome in fixture::outcomes() {
        format.instance(&outcome, &mut out).unwrap();
    }
    format.end(&fixture::interrupted(), &mut out).unwrap();
    out
}

fn options() -> JsonOptions {
    let file = InvalidFile { path: "scenarios/broken.yaml".into(), line: 3, messages: vec!["no".into()] };
    JsonOptions { host: "runner-1".into(), invalid: vec![file] }
}

/// The header of a run of which so many instances are in the report.
fn header(run: document::Run, plan: document::Plan, planned: usize) -> RunHeader {
    RunHeader {
        run_id: run.id,
        version: run.tool_version,
        started_ms: run.started_ms,
        environment: run.environment,
        seed: run.seed,
        planned,
        jobs: run.jobs,
        verbose: run.verbose,
        plan: PlanIdentity { instances: plan.instances, once: plan.once, digest: plan.digest },
        shard: run.shard.map(|shard| Shard { index: shard.index, of: shard.of }),
        merged_from: run.merged_from,
    }
}

/// Totals as they were counted, with what stands behind them in the document.
fn totals(totals: document::Totals, interrupted: bool) -> Totals {
    Totals {
        passed: totals.passed,
        failed: totals.failed,
        errored: totals.errored,
        skipped: totals.skipped,
        invalid_files: totals.invalid_files,
        steps: totals.steps,
        requests: totals.requests,
        flaky: totals.flaky,
        duration: totals.duration_ms.into(),
        interrupted,
        internal: totals.internal,
        cleanup_not_reached: totals.cleanup_not_reached,
        coverage: Default::default(),
    }
}

#[test]
fn a_report_comes_back_whole() {
    let text = written(&mut Json::new(options()));
    let mut outcomes = Vec::new();
    let report = read(&text[..], &mut |instance| {
        outcomes.push(InstanceOutcome::from(instance));
        Ok(())
    })
    .unwrap();
    assert_eq!(outcomes.len(), fixture::outcomes().len());
    for (back, mut outcome) in outcomes.iter().zip(fixture::outcomes()) {
        // Which worker it was differs from run to run.
        outcome.worker = None;
        outcome.problems.iter_mut().for_each(reported);
        let attempts = outcome.steps.iter_mut().flat_map(|step| &mut step.attempts);
        for attempt in attempts {
            attempt.problems.iter_mut().for_each(reported);
            // Without a status there is no response.
            let Some(exchange) = &mut attempt.exchange else { continue };
            if exchange.status.is_none() {
                (exchange.response_headers, exchange.response_body) = (Vec::new(), None);
                exchange.response_size = 0;
            }
        }
        assert_eq!(format!("{back:#?}"), format!("{outcome:#?}"));
    }
    let header = header(report.run, report.plan, outcomes.len());
    assert_eq!(format!("{header:?}"), format!("{:?}", fixture::header()));
    let coverage = report.coverage.expect("it is told").into();
    let totals = Totals { coverage, ..totals(report.totals, report.interrupted) };
    assert_eq!(format!("{totals:?}"), format!("{:?}", fixture::interrupted()));
    assert_eq!(report.invalid_files[0].line, 3);
}

/// A problem as another run reads it from a report: in words.
fn reported(problem: &mut Problem) {
    let parts = problem.parts().iter().cloned();
    let reported = ReportedProblem {
        message: message(problem).into_owned(),
        path: problem.path().map(str::to_owned),
        operator: problem.operator().map(str::to_owned),
        expected: problem.expected().cloned(),
        actual: problem.actual().cloned(),
        parts: parts.map(|part| ExpressionPart { of_body: false, ..part }).collect(),
        diff: problem.diff().to_vec(),
        details: details(problem),
    };
    (problem.cause, problem.remarks) = (Cause::Reported(reported.into()), Vec::new());
}

#[test]
fn the_report_and_each_event_follow_the_schema() {
    let mut schema = schema();
    let report: serde_json::Value = serde_json::from_slice(&written(&mut Json::new(options()))).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    schema = serde_json::json!({ "$defs": schema["$defs"], "$ref": "#/$defs/Event" });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let events = String::from_utf8(written(&mut Ndjson::new(options()))).unwrap();
    assert_eq!(events.lines().count(), fixture::outcomes().len() + 2);
    for line in events.lines() {
        let event = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}\n{errors:#?}");
    }
}

#[test]
fn everything_is_described_and_nothing_else_is_allowed() {
    fn look(schema: &serde_json::Value, at: &str) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let about = property["description"].as_str().unwrap_or("");
            assert!(about.ends_with(['.', '1']), "{at}/{name}: {about:?}");
        }
        if schema.get("properties").is_some() {
            assert_eq!(schema["additionalProperties"], false, "{at}");
        }
    }
    let schema = schema();
    look(&schema, "");
    let definitions = schema["$defs"].as_object().unwrap();
    definitions.iter().for_each(|(name, definition)| look(definition, name));
    assert!(definitions.len() > 20);
}

#[test]
fn what_is_no_report_is_told() {
    let told = |text: &str| read(text.as_bytes(), &mut |_| Ok(())).unwrap_err();
    assert_eq!(told("{\"version\":2}"), "it has version 2, but this version of runthrough reads version 1");
    assert_eq!(told("{\"version\":1}"), "it has no `run`: it may be incomplete");
    assert_eq!(told("{}"), "it is not a JSON report of runthrough: it has no `version`");
    assert_eq!(told("{\"version\":1,"), "it ends too early: it may be incomplete");
    assert!(told("[1]").starts_with("it is not a JSON report of runthrough"));
    assert!(told("<testsuites/>").starts_with("it is not a JSON report of runthrough"));
}

//! How strong the shipped scenarios are, by `runthrough mutate`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::binary::{code, runthrough, said};
use crate::support::job::job;
use runthrough::testing::model::{HttpRequest, HttpResponse, Timings, Totals, TransportError};
use runthrough::testing::mutation::{Scores, Tape, json, mutate, text};
use runthrough::testing::run::{Cancellation, DiskFiles, Http};
use serde_json::Value;

/// The mutation score of the scenarios in a folder.
fn score(folder: &Path) -> f64 {
    let output = runthrough(folder, &["mutate", "--sandbox", "--seed", "1", "--format", "json"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let scores: Value = serde_json::from_slice(&output.stdout).expect("a JSON document");
    let scenarios = scores["scenarios"].as_array().expect("scenarios");
    assert!(scenarios.len() > 9, "{} scenarios", scenarios.len());
    for scenario in scenarios {
        assert_eq!(scenario["not_scored"], Value::Array(Vec::new()), "{}", scenario["name"]);
    }
    assert!(scores["count"]["changes"].as_u64() > Some(1_000), "{}", scores["count"]);
    scores["count"]["score"].as_f64().expect("a score")
}

#[test]
fn the_shipped_scenarios_notice_nine_of_ten_changes() {
    let score = score(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(score > 0.9, "the mutation score of the shipped scenarios is {score:.3}");
}

/// A network that answers the same to everything.
struct Same;

impl Http for Same {
    fn send(&self, _: &HttpRequest) -> Result<HttpResponse, TransportError> {
        Ok(HttpResponse {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: b"{\"id\": 1}".to_vec(),
            timings: Timings::default(),
        })
    }

    fn interrupt(&self) {}
}

/// Scores a scenario; `each` is called whenever the time is asked for, with the number of times before: twice in the run,
/// in the replay that changes nothing, and for each change.
fn scored(each: impl Fn(usize, &Cancellation) + Send + Sync + 'static) -> (Scores, Totals) {
    let scenario = "scenario: A\nsteps:\n  - { name: Ask, request: GET http://localhost/, expect: { status: 200, json: { $.id: 1 }, that: [timestamp() == 0] } }\n";
    let mut job = job(scenario, Arc::new(Same), Arc::new(DiskFiles), &[]);
    let tape = Tape::before(&mut job.ports);
    let (asked, stop) = (AtomicUsize::new(0), job.cancellation.clone());
    job.ports.now_ms = Arc::new(move || {
        each(asked.fetch_add(1, Ordering::Relaxed), &stop);
        0
    });
    mutate(&job, &tape, &mut |_| {})
}

#[test]
fn a_bug_in_one_change_is_told_and_the_others_are_judged() {
    let (whole, totals) = scored(|_, _| {});
    assert!(!totals.internal);
    let whole = whole.count();
    let (scores, totals) = scored(|number, _| assert!(number != 12, "a bug"));
    assert!(totals.internal);
    assert_eq!((totals.passed, scores.count().changes), (1, whole.changes - 1));
    let told = text(&scores, false);
    assert!(told.contains("not counted: there is a bug in runthrough"), "{told}");
    assert_eq!(
        json(&scores)["scenarios"][0]["steps"][0]["internal_errors"].as_array().map(Vec::len),
        Some(1)
    );
    // Without the replay that changes nothing there is nothing to compare with.
    let (scores, totals) = scored(|number, _| assert!(number != 2, "a bug"));
    assert!(totals.internal);
    let told = text(&scores, false);
    assert!(told.contains("not scored: there is a bug in runthrough"), "{told}");
}

#[test]
fn an_interruption_ends_the_changes_and_what_it_ended_is_not_counted() {
    let (scores, totals) = scored(|number, stop| {
        if number == 8 {
            stop.stop();
        }
    });
    assert!(totals.interrupted);
    assert_eq!(scores.count().changes, 2);
}

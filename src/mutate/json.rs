//! Scores for programs.

use serde_json::{Value, json};

use super::score::{Count, Scores, StepScore};

/// All scores as a JSON document.
pub fn json(scores: &Scores) -> Value {
    let scenarios = scores.scenarios.iter().map(|scenario| {
        let skipped = scenario.skipped.iter();
        json!({
            "name": scenario.name,
            "file": scenario.path,
            "count": count(scenario.count()),
            "instances": scenario.instances,
            "not_scored": skipped.map(|(name, reason)| json!({ "name": name, "reason": reason })).collect::<Vec<_>>(),
            "steps": scenario.steps.iter().map(step).collect::<Vec<_>>(),
        })
    });
    json!({ "version": 1, "count": count(scores.count()), "scenarios": scenarios.collect::<Vec<_>>() })
}

fn count(count: Count) -> Value {
    json!({
        "score": (count.changes > 0).then(|| count.score()),
        "changes": count.changes,
        "noticed": count.noticed,
        "by_another_request": count.by_request,
    })
}

fn step(step: &StepScore) -> Value {
    let survivors = step
        .lines()
        .into_iter()
        .map(|(place, times, words)| json!({ "place": place, "times": times, "changes": words }));
    json!({
        "name": step.name,
        "file": step.path,
        "line": step.line,
        "count": count(step.count),
        "not_tried": step.cut,
        "internal_errors": step.broken,
        "survivors": survivors.collect::<Vec<_>>(),
        "expect": step.advice(),
    })
}

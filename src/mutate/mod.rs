//! How strong scenarios are: each response of a run is changed the way a broken API would change it, and judged again.
//!
//! A job runs instance by instance before a [`Tape`]. Of each instance that passed, every response is changed
//! (`mutants`), one change at a time, and the instance runs again, answered from the tape: the very code that judged
//! the run judges the change, and no request is sent. A change that every expectation, capture and check lets through
//! survives; `score` counts, `advice` says what would notice it.

mod advice;
mod json;
mod known;
mod mutants;
mod score;
mod shape;
mod tape;
mod text;

use crate::model::{InstanceOutcome, Totals, Verdict};
use crate::run::replay::{self, Replay};
use crate::run::{Job, TotpRegistry};

pub use json::json;
pub use score::Scores;
pub use tape::Tape;
pub use text::{text, told};

use mutants::{json_of, mutations};
use tape::Recorded;

/// Runs all instances of a job whose ports stand behind the tape, and scores those that passed.
pub fn mutate(job: &Job, tape: &Tape, ended: &mut dyn FnMut(&InstanceOutcome)) -> (Scores, Totals) {
    let started = job.ports.clock.monotonic();
    let (mut scores, mut totals) = (Scores::default(), Totals::default());
    for index in 0..job.plan.len() {
        tape.record();
        let before = job.shared.totp.copy();
        let outcome = replay::run(job, index);
        if let Some(outcome) = outcome.filter(|_| index >= job.plan.once.len()) {
            let used = job.shared.totp.copy();
            instance(job, tape, index, &outcome, &before, &mut scores);
            job.shared.totp.go_back(&used);
            totals.add(&outcome);
            ended(&outcome);
        }
        tape.live();
        for outcome in replay::end(job, index) {
            totals.add(&outcome);
            ended(&outcome);
        }
    }
    totals.duration = job.ports.clock.monotonic().saturating_sub(started);
    totals.interrupted = job.cancellation.is_stopping();
    totals.internal |= scores.internal();
    (scores, totals)
}

fn instance(
    job: &Job,
    tape: &Tape,
    index: usize,
    outcome: &InstanceOutcome,
    passwords: &TotpRegistry,
    scores: &mut Scores,
) {
    let Some(instance) = job.plan.instance(index) else { return };
    let scenario = scores.scenario(&instance.scenario.path, &instance.scenario.name.value);
    scenario.instances += 1;
    match outcome.verdict {
        Verdict::Passed => {}
        Verdict::Skipped => return scenario.skip(&outcome.name, "it was skipped"),
        bad => return scenario.skip(&outcome.name, &format!("it {} without changes", bad.as_str())),
    }
    let again = |changed| {
        job.shared.totp.go_back(passwords);
        tape.replay(changed);
        replay::again(job, index)
    };
    let exchanges = tape.exchanges();
    let mask = match again(None) {
        Replay::Survived(mask) if !tape.differs() => mask,
        Replay::Panicked => return scenario.broke(&outcome.name),
        _ => return scenario.skip(&outcome.name, "judging it again gives a different result"),
    };
    let mut earlier = Vec::new();
    for (place, recorded) in exchanges.iter().enumerate() {
        let Ok(response) = &recorded.result else { continue };
        if asked_again(recorded, exchanges.get(place + 1)) {
            continue;
        }
        let body = json_of(response);
        let (all, cut) = mutations(response, body.as_ref(), &earlier);
        let step = scenario.step(&recorded.step, job.sources.file(recorded.span.file).path(), || {
            job.sources.location(recorded.span).line
        });
        step.cut += cut;
        step.learn(response, body.as_ref(), &mask);
        for mutation in all {
            let told = again(Some((place, mutation.of(response, body.as_ref()))));
            // What an interruption has ended says nothing of the change.
            if job.cancellation.is_stopping() {
                return;
            }
            match told {
                Replay::Detected => step.noticed(tape.differs()),
                Replay::Survived(_) => step.survived(&mutation, &mask),
                Replay::Panicked => step.broke(&mutation, &mask),
            }
        }
        earlier.extend(body);
    }
}

/// A step that is tried until its answer is right makes nothing of the answers before.
fn asked_again(recorded: &Recorded, next: Option<&Recorded>) -> bool {
    next.is_some_and(|next| next.span == recorded.span && next.is_of(&recorded.request))
}

//! The workers of a run, and what they report to its caller.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use super::scheduler::{Conditions, Scheduler};
use crate::model::{InstanceOutcome, Totals, Verdict};
use crate::run::events::{Event, EventReceiver, EventSender, events};
use crate::run::instance::locks::locks_of;
use crate::run::instance::once_instance;
use crate::run::instance::outcome::{given_up, not_started, panicked};
use crate::run::instance::run_instance::run_instance;
use crate::run::job::Job;

/// Stack of a worker. Little of what is evaluated recurses, see `lang::limits`; a JSON Schema does, as deep as a body may be,
/// which takes most of this in a debug build. Only what is touched takes memory: a request in a release build about 90 KiB.
const STACK: usize = 2 * 1024 * 1024;

/// How often the run looks for the end of the grace time after an interruption.
const TICK: Duration = Duration::from_millis(20);

/// Runs all instances of a job; `on_event` is called on this thread. Returns when all have ended, or when the
/// grace time of an interruption is over; the ids of those that were then still busy are in the totals.
pub fn run(job: &Arc<Job>, on_event: &mut dyn FnMut(Event)) -> Totals {
    let started = job.ports.clock.monotonic();
    let until = job.options.limits.timeout.map(|timeout| started.saturating_add(timeout));
    let total = job.plan.len();
    let workers = u32::try_from(job.options.jobs.clamp(1, total.max(1))).unwrap_or(u32::MAX);
    let scheduler = Arc::new(Scheduler::new(total));
    let (sender, receiver) = events();
    let mut totals = Totals { coverage: job.files.conformance.coverage(&job.plan), ..Totals::default() };
    for number in 0..workers {
        let (job, scheduler, sender) = (job.clone(), scheduler.clone(), sender.clone());
        let worker = std::thread::Builder::new()
            .name(format!("worker-{number}"))
            .stack_size(STACK)
            .spawn(move || work(&job, &scheduler, &sender, number));
        // With fewer threads than asked for the run takes longer, but it runs.
        if worker.is_err() {
            break;
        }
    }
    drop(sender);
    let mut running = BTreeSet::new();
    collect(job, &scheduler, &receiver, until, &mut |event| {
        match &event {
            Event::Started { index } => {
                running.insert(*index);
            }
            Event::Finished(outcome) => {
                running.remove(&outcome.index);
                totals.add(outcome);
            }
            Event::Waiting => {}
        }
        on_event(event);
    });
    // Those that are still busy now were given up.
    for index in running {
        if let Some(outcome) = given_up(job, index) {
            totals.add(&outcome);
            on_event(Event::Finished(Box::new(outcome)));
        }
    }
    totals.duration = job.ports.clock.monotonic().saturating_sub(started);
    totals.interrupted = job.cancellation.is_stopping();
    totals
}

fn work(job: &Job, scheduler: &Scheduler, sender: &EventSender, worker: u32) {
    let conditions = Conditions {
        locks: &|index| locks_of(job, index),
        needs: &|index| job.plan.needs(index).iter().map(|(_, once)| *once).collect(),
    };
    while let Some(index) = next(job, scheduler, sender, &conditions) {
        let Some(instance) = job.plan.instance(index) else { return };
        if !sender.send(Event::Started { index }) {
            return;
        }
        let outcome = if index < job.plan.once.len() {
            let outcome = once_instance::run(job, &instance, worker);
            scheduler.give(index);
            outcome
        } else if job.cancellation.is_stopping() {
            Some(not_started(job, &instance, format!("{} before", job.cancellation.why())))
        } else if let Some(reason) = job.cancellation.enough() {
            Some(not_started(job, &instance, reason))
        } else {
            let run = || run_instance(job, instance.clone());
            Some(catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| panicked(job, &instance)))
        };
        // A once instance ends with the last of its users.
        if let Some(outcome) = outcome
            && !finished(job, scheduler, InstanceOutcome { worker: Some(worker), ..outcome }, sender)
        {
            return;
        }
    }
}

/// The next instance, once the reports have caught up.
fn next(
    job: &Job,
    scheduler: &Scheduler,
    sender: &EventSender,
    conditions: &Conditions<'_>,
) -> Option<usize> {
    sender.wait(&job.cancellation);
    scheduler.claim(conditions)
}

/// Reports the end of an instance, and of the once instances that it was the last to use. Returns false when nobody
/// receives events any more.
fn finished(job: &Job, scheduler: &Scheduler, outcome: InstanceOutcome, sender: &EventSender) -> bool {
    let mut ended = vec![outcome];
    while let Some(outcome) = ended.pop() {
        let index = outcome.index;
        if outcome.verdict >= Verdict::Failed {
            job.cancellation.count_bad(job.options.limits.fail_fast);
        }
        if let Some(inputs) = &job.ports.instance_inputs {
            inputs.finished(index);
        }
        // Sent before others get its locks, so that the order of events is that of the locks.
        let received = sender.send(Event::Finished(Box::new(outcome)));
        scheduler.release(index);
        if !received {
            return false;
        }
        ended.extend(once_instance::released(job, index));
    }
    true
}

fn collect(
    job: &Job,
    scheduler: &Scheduler,
    receiver: &EventReceiver,
    until: Option<Duration>,
    on_event: &mut dyn FnMut(Event),
) {
    let mut stopped_at: Option<Duration> = None;
    loop {
        let mut tick = if stopped_at.is_some() { TICK } else { job.cancellation.tick() };
        if let Some(until) = until.filter(|_| stopped_at.is_none()) {
            let left = until.saturating_sub(job.ports.clock.monotonic());
            if left.is_zero() {
                job.cancellation.time_is_up();
                job.ports.http.interrupt();
                job.ports.clock.interrupt();
            } else {
                tick = tick.min(left);
            }
        }
        match receiver.next(tick) {
            Ok(event) => on_event(event),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) if stopped_at.is_some() => on_event(Event::Waiting),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if job.cancellation.is_stopping() {
            if stopped_at.is_none() {
                scheduler.stop();
            }
            let now = job.ports.clock.monotonic();
            let since = *stopped_at.get_or_insert(now);
            if now.saturating_sub(since) >= job.options.limits.grace || job.cancellation.is_aborting() {
                return;
            }
        }
    }
}

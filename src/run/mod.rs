//! Runs a plan.
//!
//! In: a [`Job`] (plan, compiled texts, values of inputs, ports). Out: one finished, masked [`InstanceOutcome`] at a
//! time, in the order of finishing, and the [`Totals`]. Each instance is sequential on one worker thread; workers take
//! the next one of the plan whose `once` fragments have run and whose locks are free (`schedule`). A failure is data; a panic becomes the error
//! `internal` of its instance. Workers are not joined after an interruption: a thread that hangs in the system must not
//! keep the run from ending within its grace time.

pub mod alone;
mod answer;
mod conform;
mod cookies;
mod data;
mod derived;
mod dry;
mod events;
mod exchange;
mod fragment;
mod instance;
mod job;
mod judged;
pub mod once;
mod once_instance;
mod one_time;
mod passwords;
mod placed;
pub mod ports;
pub mod prepare;
mod problem;
pub mod records;
mod redaction;
mod redirect;
mod retry;
mod rounds;
mod schedule;
mod snapshot;
mod step;
mod stop;
mod suspended;
pub mod take;
mod tries;
mod wait_totp;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

pub use conform::Conformance;
pub use data::row_values;
pub use dry::dry_run;
pub use job::{Detail, Job, Prepared, RunOptions};
pub use once::OnceTable;
pub use passwords::UsedPasswords;
pub use prepare::Preparer;
pub use redaction::mask_outcome;
pub use snapshot::WrittenSnapshots;
pub use stop::Stop;

use self::events::{Listener, Teller, events};
use self::schedule::{Conditions, Scheduler};
use crate::model::{InstanceOutcome, Totals, Verdict};

/// What happens while a run goes on.
pub enum Event {
    /// An instance began.
    Started {
        /// Its place in the plan.
        index: usize,
    },
    /// An instance ended.
    Finished(Box<InstanceOutcome>),
    /// Nothing happened for a moment while the end of an interrupted run is waited for.
    Waiting,
}

/// Stack of a worker. Little of what is evaluated recurses, see `lang::limits`; a JSON Schema does, as deep as a body may be,
/// which takes most of this in a debug build. Only what is touched takes memory: a request in a release build about 90 KiB.
const STACK: usize = 2 * 1024 * 1024;

/// How often the end of the grace time is looked for after an interruption.
const TICK: Duration = Duration::from_millis(20);

/// Runs all instances of a job; `on_event` is called on this thread. Comes back when all have ended, or when the
/// grace time of an interruption is over; the ids of those that were then still busy are in the totals.
pub fn run(job: &Arc<Job>, on_event: &mut dyn FnMut(Event)) -> Totals {
    let started = job.ports.clock.monotonic();
    let until = job.options.timeout.map(|timeout| started.saturating_add(timeout));
    let total = job.plan.len();
    let workers = u32::try_from(job.options.jobs.clamp(1, total.max(1))).unwrap_or(u32::MAX);
    let scheduler = Arc::new(Scheduler::new(total));
    let (teller, listener) = events();
    let mut totals = Totals { coverage: job.conform.coverage(&job.plan), ..Totals::default() };
    for number in 0..workers {
        let (job, scheduler, teller) = (job.clone(), scheduler.clone(), teller.clone());
        let worker = std::thread::Builder::new()
            .name(format!("worker-{number}"))
            .stack_size(STACK)
            .spawn(move || work(&job, &scheduler, &teller, number));
        // With fewer threads than asked for the run takes longer, but it runs.
        if worker.is_err() {
            break;
        }
    }
    drop(teller);
    let mut running = std::collections::BTreeSet::new();
    collect(job, &scheduler, &listener, until, &mut |event| {
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
        if let Some(outcome) = instance::given_up(job, index) {
            totals.add(&outcome);
            on_event(Event::Finished(Box::new(outcome)));
        }
    }
    totals.duration = job.ports.clock.monotonic().saturating_sub(started);
    totals.interrupted = job.stop.is_stopping();
    totals
}

fn work(job: &Job, scheduler: &Scheduler, teller: &Teller, worker: u32) {
    let conditions = Conditions {
        locks: &|index| data::locks(job, index),
        needs: &|index| job.plan.needs(index).iter().map(|(_, once)| *once).collect(),
    };
    while let Some(index) = next(job, scheduler, teller, &conditions) {
        let Some(instance) = job.plan.instance(index) else { return };
        if !teller.tell(Event::Started { index }) {
            return;
        }
        let outcome = if index < job.plan.once.len() {
            let outcome = once_instance::run(job, &instance, worker);
            scheduler.give(index);
            outcome
        } else if job.stop.is_stopping() {
            Some(instance::not_started(job, &instance, format!("{} before", job.stop.why())))
        } else if let Some(reason) = job.stop.enough() {
            Some(instance::not_started(job, &instance, reason))
        } else {
            let run = || instance::run(job, instance.clone());
            Some(catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| instance::panicked(job, &instance)))
        };
        // A once instance ends with the last of its users.
        if let Some(outcome) = outcome
            && !finished(job, scheduler, InstanceOutcome { worker: Some(worker), ..outcome }, teller)
        {
            return;
        }
    }
}

/// The next instance, when the reports have got on.
fn next(job: &Job, scheduler: &Scheduler, teller: &Teller, conditions: &Conditions<'_>) -> Option<usize> {
    teller.wait(&job.stop);
    scheduler.claim(conditions)
}

/// An instance has ended; so have the once instances that it was the last to use. `false` when nobody listens any more.
fn finished(job: &Job, scheduler: &Scheduler, outcome: InstanceOutcome, teller: &Teller) -> bool {
    let mut ended = vec![outcome];
    while let Some(outcome) = ended.pop() {
        let index = outcome.index;
        if outcome.verdict >= Verdict::Failed {
            job.stop.count_bad(job.options.fail_fast);
        }
        if let Some(inputs) = &job.ports.instance_inputs {
            inputs.finished(index);
        }
        // Told before others get its locks, so that the order of events is that of the locks.
        let told = teller.tell(Event::Finished(Box::new(outcome)));
        scheduler.release(index);
        if !told {
            return false;
        }
        ended.extend(once_instance::released(job, index));
    }
    true
}

fn collect(
    job: &Job,
    scheduler: &Scheduler,
    listener: &Listener,
    until: Option<Duration>,
    on_event: &mut dyn FnMut(Event),
) {
    let mut stopped_at: Option<Duration> = None;
    loop {
        let mut tick = if stopped_at.is_some() { TICK } else { job.stop.tick() };
        if let Some(until) = until.filter(|_| stopped_at.is_none()) {
            let left = until.saturating_sub(job.ports.clock.monotonic());
            if left.is_zero() {
                job.stop.time_is_up();
                job.ports.http.interrupt();
                job.ports.clock.interrupt();
            } else {
                tick = tick.min(left);
            }
        }
        match listener.next(tick) {
            Ok(event) => on_event(event),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) if stopped_at.is_some() => on_event(Event::Waiting),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if job.stop.is_stopping() {
            if stopped_at.is_none() {
                scheduler.stop();
            }
            let now = job.ports.clock.monotonic();
            let since = *stopped_at.get_or_insert(now);
            if now.saturating_sub(since) >= job.options.grace || job.stop.is_aborting() {
                return;
            }
        }
    }
}

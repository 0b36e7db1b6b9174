//! Runs a plan.
//!
//! In: a [`Job`] (plan, compiled texts, values of inputs, ports). Out: one finished, masked [`InstanceOutcome`] at a
//! time, in the order of finishing, and the [`Totals`]. Each instance is sequential on one worker thread; workers take
//! the next one of the plan whose locks are free (`schedule`). A failure is data; a panic becomes the error
//! `internal` of its instance. Workers are not joined after an interruption: a thread that hangs in the system must not
//! keep the run from ending within its grace time.

mod data;
mod instance;
mod job;
mod kept;
pub mod ports;
mod problem;
mod schedule;
mod step;
mod stop;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use schedule::Scheduler;

pub use job::{Detail, Job, Prepared, RunOptions};
pub use kept::mask_outcome;
pub use stop::Stop;

use crate::model::{InstanceOutcome, Totals};

/// What happens while a run goes on.
pub enum Event {
    /// An instance began.
    Started {
        /// Its place in the plan.
        index: usize,
    },
    /// An instance ended.
    Finished(Box<InstanceOutcome>),
}

/// Stack of a worker: nothing recurses deeply while evaluating, see `lang::limits`.
const STACK: usize = 2 * 1024 * 1024;

/// How often the end of the grace time is looked for after an interruption.
const TICK: Duration = Duration::from_millis(20);

/// Runs all instances of a job; `on_event` is called on this thread. Comes back when all have ended, or when the
/// grace time of an interruption is over; the ids of those that were then still busy are in the totals.
pub fn run(job: &Arc<Job>, on_event: &mut dyn FnMut(Event)) -> Totals {
    let started = job.ports.clock.monotonic();
    let total = job.plan.len();
    let workers = job.options.jobs.clamp(1, total.max(1));
    let scheduler = Arc::new(Scheduler::new(total));
    let (sender, receiver) = channel();
    let mut totals = Totals::default();
    for number in 0..workers {
        let (job, scheduler, sender) = (job.clone(), scheduler.clone(), sender.clone());
        let worker = std::thread::Builder::new()
            .name(format!("worker-{number}"))
            .stack_size(STACK)
            .spawn(move || work(&job, &scheduler, &sender));
        // With fewer threads than asked for the run takes longer, but it runs.
        if worker.is_err() {
            break;
        }
    }
    drop(sender);
    let mut running = std::collections::BTreeSet::new();
    collect(job, &scheduler, &receiver, &mut |event| {
        match &event {
            Event::Started { index } => {
                running.insert(*index);
            }
            Event::Finished(outcome) => {
                running.remove(&outcome.index);
                totals.add(outcome);
            }
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

fn work(job: &Job, scheduler: &Scheduler, sender: &Sender<Event>) {
    let locks_of = |index| data::locks(job, index);
    while let Some(index) = scheduler.claim(&locks_of) {
        let Some(instance) = job.plan.instance(index) else { return };
        if sender.send(Event::Started { index }).is_err() {
            return;
        }
        let outcome = if job.stop.is_stopping() {
            instance::not_started(job, &instance)
        } else {
            catch_unwind(AssertUnwindSafe(|| instance::run(job, instance.clone())))
                .unwrap_or_else(|_| instance::panicked(job, &instance))
        };
        if let Some(inputs) = &job.ports.instance_inputs {
            inputs.finished(index);
        }
        // Told before others get its locks, so that the order of events is that of the locks.
        let told = sender.send(Event::Finished(Box::new(outcome)));
        scheduler.release(index);
        if told.is_err() {
            return;
        }
    }
}

fn collect(job: &Job, scheduler: &Scheduler, receiver: &Receiver<Event>, on_event: &mut dyn FnMut(Event)) {
    let mut stopped_at: Option<Duration> = None;
    loop {
        match receiver.recv_timeout(if stopped_at.is_some() { TICK } else { job.stop.tick() }) {
            Ok(event) => on_event(event),
            Err(RecvTimeoutError::Disconnected) => return,
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

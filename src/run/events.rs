//! Events of a run, from its workers to its reports, in the order in which they happen.
//!
//! Workers that are faster than the reports wait for them before they begin something new, so that memory stays flat. After
//! a stop they do not: a cleanup must not wait for a pipe that nobody reads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::cancellation::Cancellation;
use crate::model::InstanceOutcome;

/// Something that happens during a run.
pub enum Event {
    /// An instance began.
    Started {
        /// Its index in the plan.
        index: usize,
    },
    /// An instance ended.
    Finished(Box<InstanceOutcome>),
    /// Nothing happened for a moment while an interrupted run ends.
    Waiting,
}

/// How many events may wait for the reports when an instance begins.
const MOST: usize = 256;

/// Waiting workers continue when so many are left: early enough that the reports always have something to do.
const ENOUGH: usize = MOST / 2;

/// How often a waiting worker looks whether the run was stopped.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Default)]
struct Backlog {
    events: AtomicUsize,
    gate: Mutex<()>,
    fewer: Condvar,
}

/// Sends events. Every worker has one.
#[derive(Clone)]
pub struct EventSender {
    sender: Sender<Event>,
    backlog: Arc<Backlog>,
}

/// Receives the events of all workers.
pub struct EventReceiver {
    receiver: Receiver<Event>,
    backlog: Arc<Backlog>,
}

/// Connects a sender, to be cloned for every worker, with a receiver.
pub fn events() -> (EventSender, EventReceiver) {
    let (sender, receiver) = channel();
    let backlog = Arc::<Backlog>::default();
    (EventSender { sender, backlog: backlog.clone() }, EventReceiver { receiver, backlog })
}

impl EventSender {
    /// Sends an event. Returns false when there is no receiver any more.
    pub fn send(&self, event: Event) -> bool {
        self.backlog.events.fetch_add(1, Ordering::SeqCst);
        self.sender.send(event).is_ok()
    }

    /// Waits until the reports have caught up, or the run is stopped.
    pub fn wait(&self, cancellation: &Cancellation) {
        let waiting = || self.backlog.events.load(Ordering::SeqCst);
        if waiting() < MOST {
            return;
        }
        let mut gate = self.backlog.gate.lock().unwrap_or_else(PoisonError::into_inner);
        while waiting() > ENOUGH && !cancellation.is_stopping() {
            let waited = self.backlog.fewer.wait_timeout(gate, LOOK);
            gate = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl EventReceiver {
    /// The next event. The error is that none came in time, or that all senders are gone.
    pub fn next(&self, limit: Duration) -> Result<Event, RecvTimeoutError> {
        let event = self.receiver.recv_timeout(limit)?;
        if self.backlog.events.fetch_sub(1, Ordering::SeqCst) == ENOUGH + 1 {
            self.backlog.fewer.notify_all();
        }
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_waits_for_the_reports_before_it_begins() {
        let (sender, receiver) = events();
        let cancellation = Cancellation::default();
        let (began, begins) = channel();
        let worker = std::thread::spawn(move || {
            for index in 0..3 * MOST {
                sender.wait(&cancellation);
                began.send(index).unwrap();
                assert!(sender.send(Event::Started { index }));
            }
        });
        let mut heard = 0;
        while heard < 3 * MOST {
            // One beyond those that may wait has not begun.
            assert!(begins.try_iter().all(|index| index <= heard + MOST));
            assert!(receiver.next(Duration::MAX).is_ok());
            heard += 1;
        }
        worker.join().unwrap();
    }

    #[test]
    fn nobody_waits_after_a_stop() {
        let (sender, _receiver) = events();
        let cancellation = Cancellation::default();
        (0..MOST).for_each(|index| assert!(sender.send(Event::Started { index })));
        let waiting = std::thread::spawn({
            let cancellation = cancellation.clone();
            move || sender.wait(&cancellation)
        });
        cancellation.stop();
        waiting.join().unwrap();
    }
}

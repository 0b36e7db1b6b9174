//! What workers tell of a run while it goes on, in the order in which it happens.
//!
//! Workers that are faster than the reports wait for them before they begin something new, so that memory stays flat. After
//! a stop they do not: a cleanup must not wait for a pipe that nobody reads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::cancellation::Cancellation;
use crate::model::InstanceOutcome;

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

/// Events that may wait to be heard when an instance begins.
const MOST: usize = 256;

/// Who waits goes on when so many are left: early enough that the reports always have something to do.
const ENOUGH: usize = MOST / 2;

/// How often who waits looks whether the run was stopped.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Default)]
struct Backlog {
    events: AtomicUsize,
    gate: Mutex<()>,
    fewer: Condvar,
}

/// The end of a worker.
#[derive(Clone)]
pub struct EventSender {
    sender: Sender<Event>,
    backlog: Arc<Backlog>,
}

/// The end of the reports.
pub struct EventReceiver {
    receiver: Receiver<Event>,
    backlog: Arc<Backlog>,
}

/// Both ends.
pub fn events() -> (EventSender, EventReceiver) {
    let (sender, receiver) = channel();
    let backlog = Arc::<Backlog>::default();
    (EventSender { sender, backlog: backlog.clone() }, EventReceiver { receiver, backlog })
}

impl EventSender {
    /// Tells; `false` when nobody listens any more.
    pub fn send(&self, event: Event) -> bool {
        self.backlog.events.fetch_add(1, Ordering::SeqCst);
        self.sender.send(event).is_ok()
    }

    /// Waits until few events wait to be heard, or the run is stopped.
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
    /// The next event, if one comes in time.
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
    fn who_begins_something_new_waits_for_the_reports() {
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

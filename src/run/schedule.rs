//! Which instance runs next, so that no two that hold the same lock run at once.
//!
//! Every lock has a queue of instances in plan order. An instance enters the queues of all its locks at one moment, and
//! runs when it is at the head of each; it leaves them when it has ended. Since all enter in the same order nothing can
//! wait in a circle, and nobody is overtaken by a later holder of the same lock. While one waits, later instances that
//! need none of its locks run.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The locks of the instance at an index, each once.
pub type LocksOf<'a> = &'a dyn Fn(usize) -> Vec<Arc<str>>;

/// What a worker is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    /// Run this one.
    Run(usize),
    /// All that are left wait for locks.
    Wait,
    /// Nothing is left.
    Done,
}

/// The state, without threads.
#[derive(Debug)]
struct State {
    /// The first instance that was not looked at.
    next: usize,
    total: usize,
    queues: HashMap<Arc<str>, VecDeque<usize>>,
    /// Locks of those that wait or run.
    locks: HashMap<usize, Vec<Arc<str>>>,
    waiting: BTreeSet<usize>,
    /// Of those that waited: at the head of all their queues.
    ready: BTreeSet<usize>,
    /// Locks no longer matter: what is left is only counted.
    stopped: bool,
}

impl State {
    fn new(total: usize) -> Self {
        State {
            next: 0,
            total,
            queues: HashMap::new(),
            locks: HashMap::new(),
            waiting: BTreeSet::new(),
            ready: BTreeSet::new(),
            stopped: false,
        }
    }

    fn claim(&mut self, locks_of: LocksOf<'_>) -> Next {
        if let Some(index) = self.ready.pop_first() {
            return Next::Run(index);
        }
        if self.stopped
            && let Some(index) = self.waiting.pop_first()
        {
            return Next::Run(index);
        }
        while self.next < self.total {
            let index = self.next;
            self.next += 1;
            let locks = if self.stopped { Vec::new() } else { locks_of(index) };
            if locks.is_empty() {
                return Next::Run(index);
            }
            for lock in &locks {
                self.queues.entry(lock.clone()).or_default().push_back(index);
            }
            self.locks.insert(index, locks);
            if self.is_first(index) {
                return Next::Run(index);
            }
            self.waiting.insert(index);
        }
        if self.waiting.is_empty() { Next::Done } else { Next::Wait }
    }

    fn is_first(&self, index: usize) -> bool {
        let locks = self.locks.get(&index).map_or(&[][..], Vec::as_slice);
        locks.iter().all(|lock| self.queues.get(lock).and_then(VecDeque::front) == Some(&index))
    }

    /// An instance has ended; true when others became ready.
    fn release(&mut self, index: usize) -> bool {
        let Some(locks) = self.locks.remove(&index) else { return false };
        if self.stopped {
            return true;
        }
        let mut heads = Vec::new();
        for lock in locks {
            let Some(queue) = self.queues.get_mut(&lock) else { continue };
            // Whoever runs is at the head.
            queue.pop_front();
            match queue.front() {
                Some(head) => heads.push(*head),
                None => drop(self.queues.remove(&lock)),
            }
        }
        for head in heads {
            if self.waiting.contains(&head) && self.is_first(head) {
                self.waiting.remove(&head);
                self.ready.insert(head);
            }
        }
        !self.ready.is_empty() || self.waiting.is_empty()
    }
}

/// Hands out the instances of a plan to workers.
#[derive(Debug)]
pub struct Scheduler {
    state: Mutex<State>,
    changed: Condvar,
}

impl Scheduler {
    /// For so many instances.
    pub fn new(total: usize) -> Self {
        Scheduler { state: Mutex::new(State::new(total)), changed: Condvar::new() }
    }

    /// The next instance, once there is one whose locks are free; `None` when nothing is left.
    pub fn claim(&self, locks_of: LocksOf<'_>) -> Option<usize> {
        let mut state = self.lock();
        loop {
            match state.claim(locks_of) {
                Next::Run(index) => return Some(index),
                Next::Done => return None,
                Next::Wait => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// An instance has ended: its locks are free.
    pub fn release(&self, index: usize) {
        if self.lock().release(index) {
            self.changed.notify_all();
        }
    }

    /// Nothing new will run: workers that wait get what is left, whatever its locks, to say that it did not run.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Nothing under the lock leaves the state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locks(all: &[&[&str]]) -> impl Fn(usize) -> Vec<Arc<str>> + use<> {
        let all: Vec<Vec<Arc<str>>> =
            all.iter().map(|locks| locks.iter().map(|lock| Arc::from(*lock)).collect()).collect();
        move |index| all[index].clone()
    }

    #[test]
    fn a_later_instance_runs_while_an_earlier_one_waits() {
        let locks = locks(&[&["a"], &["a"], &[], &["b"]]);
        let mut state = State::new(4);
        assert_eq!(state.claim(&locks), Next::Run(0));
        assert_eq!(state.claim(&locks), Next::Run(2));
        assert_eq!(state.claim(&locks), Next::Run(3));
        assert_eq!(state.claim(&locks), Next::Wait);
        assert!(!state.release(3));
        assert!(state.release(0));
        assert_eq!(state.claim(&locks), Next::Run(1));
        assert_eq!(state.claim(&locks), Next::Done);
    }

    #[test]
    fn whoever_needs_two_locks_is_not_starved_by_those_who_need_one() {
        let locks = locks(&[&["a"], &["b"], &["a", "b"], &["a"], &["b"]]);
        let mut state = State::new(5);
        assert_eq!(state.claim(&locks), Next::Run(0));
        assert_eq!(state.claim(&locks), Next::Run(1));
        assert_eq!(state.claim(&locks), Next::Wait);
        assert!(!state.release(0), "3 may not overtake 2, which waits for b");
        assert_eq!(state.claim(&locks), Next::Wait);
        assert!(state.release(1));
        assert_eq!(state.claim(&locks), Next::Run(2));
        assert_eq!(state.claim(&locks), Next::Wait);
        assert!(state.release(2));
        assert_eq!(state.claim(&locks), Next::Run(3));
        assert_eq!(state.claim(&locks), Next::Run(4));
        assert_eq!(state.claim(&locks), Next::Done);
    }

    #[test]
    fn locks_in_any_order_cannot_wait_in_a_circle() {
        let locks = locks(&[&["a", "b"], &["b", "a"], &["c", "a"], &["b", "c"]]);
        let mut state = State::new(4);
        let mut order = Vec::new();
        loop {
            match state.claim(&locks) {
                Next::Run(index) => {
                    order.push(index);
                    state.release(index);
                }
                Next::Wait => panic!("a circle"),
                Next::Done => break,
            }
        }
        assert_eq!(order, [0, 1, 2, 3]);
        assert!(state.queues.is_empty() && state.locks.is_empty());
    }

    #[test]
    fn after_a_stop_what_waits_is_handed_out_too() {
        let locks = locks(&[&["a"], &["a"], &["a"]]);
        let mut state = State::new(3);
        assert_eq!(state.claim(&locks), Next::Run(0));
        assert_eq!(state.claim(&locks), Next::Wait);
        state.stopped = true;
        assert_eq!(state.claim(&locks), Next::Run(1));
        assert_eq!(state.claim(&locks), Next::Run(2));
        assert_eq!(state.claim(&locks), Next::Done);
        state.release(1);
        state.release(2);
        assert!(state.release(0));
    }

    #[test]
    fn threads_never_hold_a_lock_together_and_run_everything() {
        const TOTAL: usize = 300;
        let scheduler = Scheduler::new(TOTAL);
        let held: Mutex<BTreeSet<usize>> = Mutex::default();
        let ran: Mutex<Vec<usize>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let locks_of = |index: usize| {
                        vec![Arc::from(format!("{}", index % 3)), Arc::from(format!("x{}", index % 5))]
                    };
                    while let Some(index) = scheduler.claim(&locks_of) {
                        let keys = [index % 3, 100 + index % 5];
                        for key in keys {
                            assert!(held.lock().unwrap().insert(key), "{key} is held twice");
                        }
                        std::thread::yield_now();
                        for key in keys {
                            held.lock().unwrap().remove(&key);
                        }
                        ran.lock().unwrap().push(index);
                        scheduler.release(index);
                    }
                });
            }
        });
        let mut ran = ran.into_inner().unwrap();
        ran.sort_unstable();
        assert_eq!(ran, (0..TOTAL).collect::<Vec<_>>());
    }
}

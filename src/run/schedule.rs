//! Which instance runs next: the first one of the plan that nothing holds back.
//!
//! An instance waits for the `once` fragments that it uses, and for its locks. Every lock has a queue of instances in
//! plan order. An instance enters the queues of all its locks at one moment, and runs when it is at the head of each; it
//! leaves them when it has ended. Since all enter in the same order nothing can wait in a circle, and nobody is overtaken
//! by a later holder of the same lock. While one waits, later instances that need none of its locks run.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What decides whether an instance, by its place in the plan, may run.
pub struct Conditions<'a> {
    /// Its locks, each once.
    pub locks: &'a dyn Fn(usize) -> Vec<Arc<str>>,
    /// Whether all that it uses is there. Once it is, it stays.
    pub ready: &'a dyn Fn(usize) -> bool,
}

/// What a worker is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    /// Run this one.
    Run(usize),
    /// All that are left are held back.
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
    /// Those that are behind another one in a queue.
    behind: BTreeSet<usize>,
    /// Those that are at the head of all their queues but may still lack what they use.
    ahead: BTreeSet<usize>,
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
            behind: BTreeSet::new(),
            ahead: BTreeSet::new(),
            stopped: false,
        }
    }

    fn claim(&mut self, conditions: &Conditions<'_>) -> Next {
        if let Some(index) = self.ahead.iter().copied().find(|index| (conditions.ready)(*index)) {
            self.ahead.remove(&index);
            return Next::Run(index);
        }
        while self.next < self.total {
            let index = self.next;
            self.next += 1;
            let locks = if self.stopped { Vec::new() } else { (conditions.locks)(index) };
            for lock in &locks {
                self.queues.entry(lock.clone()).or_default().push_back(index);
            }
            if !locks.is_empty() {
                self.locks.insert(index, locks);
            }
            if !self.is_first(index) {
                self.behind.insert(index);
            } else if (conditions.ready)(index) {
                return Next::Run(index);
            } else {
                self.ahead.insert(index);
            }
        }
        if self.is_empty() { Next::Done } else { Next::Wait }
    }

    /// True when all have been handed out.
    fn is_empty(&self) -> bool {
        self.next >= self.total && self.behind.is_empty() && self.ahead.is_empty()
    }

    fn is_first(&self, index: usize) -> bool {
        let locks = self.locks.get(&index).map_or(&[][..], Vec::as_slice);
        locks.iter().all(|lock| self.queues.get(lock).and_then(VecDeque::front) == Some(&index))
    }

    /// An instance has ended: its locks are free.
    fn release(&mut self, index: usize) {
        let Some(locks) = self.locks.remove(&index).filter(|_| !self.stopped) else { return };
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
            if self.behind.contains(&head) && self.is_first(head) {
                self.behind.remove(&head);
                self.ahead.insert(head);
            }
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.ahead.append(&mut self.behind);
    }
}

/// Hands out the instances of a plan to workers, each once.
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

    /// The next instance, once there is one that nothing holds back; `None` when nothing is left.
    pub fn claim(&self, conditions: &Conditions<'_>) -> Option<usize> {
        let mut state = self.lock();
        loop {
            match state.claim(conditions) {
                Next::Run(index) => {
                    // With the last one handed out, those who wait are done.
                    if state.is_empty() {
                        self.changed.notify_all();
                    }
                    return Some(index);
                }
                Next::Done => return None,
                Next::Wait => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// An instance has ended: its locks are free.
    pub fn release(&self, index: usize) {
        let mut state = self.lock();
        if state.locks.contains_key(&index) {
            state.release(index);
            drop(state);
            self.changed.notify_all();
        }
    }

    /// What instances use may be there now.
    pub fn look_again(&self) {
        // Whoever has looked before the change already waits when the lock is got.
        drop(self.lock());
        self.changed.notify_all();
    }

    /// Nothing new will run: workers that wait get what is left, whatever its locks, to say that it did not run.
    pub fn stop(&self) {
        self.lock().stop();
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

    fn at_once(locks: &dyn Fn(usize) -> Vec<Arc<str>>) -> Conditions<'_> {
        Conditions { locks, ready: &|_| true }
    }

    #[test]
    fn whoever_waits_for_what_it_uses_keeps_its_place() {
        let locks = locks(&[&[], &["a"], &["a"], &[]]);
        let mut state = State::new(4);
        let without = Conditions { locks: &locks, ready: &|index| !matches!(index, 1 | 2) };
        assert_eq!(state.claim(&without), Next::Run(0));
        assert_eq!(state.claim(&without), Next::Run(3));
        assert_eq!(state.claim(&without), Next::Wait);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(1));
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.release(1);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(2));
        assert_eq!(state.claim(&at_once(&locks)), Next::Done);
    }

    #[test]
    fn a_later_instance_runs_while_an_earlier_one_waits() {
        let locks = locks(&[&["a"], &["a"], &[], &["b"]]);
        let mut state = State::new(4);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(0));
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(2));
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(3));
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.release(3);
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.release(0);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(1));
        assert_eq!(state.claim(&at_once(&locks)), Next::Done);
    }

    #[test]
    fn whoever_needs_two_locks_is_not_starved_by_those_who_need_one() {
        let locks = locks(&[&["a"], &["b"], &["a", "b"], &["a"], &["b"]]);
        let mut state = State::new(5);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(0));
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(1));
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        // 3 may not overtake 2, which waits for b.
        state.release(0);
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.release(1);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(2));
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.release(2);
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(3));
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(4));
        assert_eq!(state.claim(&at_once(&locks)), Next::Done);
    }

    #[test]
    fn locks_in_any_order_cannot_wait_in_a_circle() {
        let locks = locks(&[&["a", "b"], &["b", "a"], &["c", "a"], &["b", "c"]]);
        let mut state = State::new(4);
        let mut order = Vec::new();
        loop {
            match state.claim(&at_once(&locks)) {
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
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(0));
        assert_eq!(state.claim(&at_once(&locks)), Next::Wait);
        state.stop();
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(1));
        assert_eq!(state.claim(&at_once(&locks)), Next::Run(2));
        assert_eq!(state.claim(&at_once(&locks)), Next::Done);
        state.release(1);
        state.release(2);
        state.release(0);
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
                    while let Some(index) = scheduler.claim(&at_once(&locks_of)) {
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

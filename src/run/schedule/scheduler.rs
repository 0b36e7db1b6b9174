//! Which instance runs next: the first one of the plan that nothing holds back.
//!
//! An instance waits for the `once` fragments that it uses, and for its locks. Every lock has a queue of instances in
//! plan order. An instance enters the queues of all its locks at one moment, and runs when it is at the head of each; it
//! leaves them when it has ended. Since all enter in the same order nothing can wait in a circle, and nobody is overtaken
//! by a later holder of the same lock. While one waits, later instances that need none of its locks run.
//!
//! Whoever waits is counted down by what it waits for, so that the cost of an instance does not grow with the number of
//! the others, and only as many workers wake as there is work for.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What is asked of an instance, by its place in the plan, once: when it is looked at for the first time.
pub struct Conditions<'a> {
    /// Its locks, each once.
    pub locks: &'a dyn Fn(usize) -> Vec<Arc<str>>,
    /// The instances that must have given before it may run. They stand before it in the plan.
    pub needs: &'a dyn Fn(usize) -> Vec<usize>,
}

/// What a worker does next.
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
#[derive(Debug, Default)]
struct State {
    /// Those that were not looked at.
    unseen: Range<usize>,
    /// By lock: who wants it; whoever has it is at the head.
    queues: HashMap<Arc<str>, VecDeque<usize>>,
    /// Locks of those that wait or run.
    locks: HashMap<usize, Vec<Arc<str>>>,
    /// By instance that others need and that has not given yet: the others.
    users: HashMap<usize, Vec<usize>>,
    given: HashSet<usize>,
    /// Those that wait, each with how much it waits for.
    waiting: HashMap<usize, usize>,
    /// Those that wait for nothing but a worker.
    free: BTreeSet<usize>,
    /// Locks no longer matter: what is left is only counted.
    stopped: bool,
}

impl State {
    fn new(total: usize) -> Self {
        State { unseen: 0..total, ..State::default() }
    }

    fn claim(&mut self, conditions: &Conditions<'_>) -> Next {
        // Those that have waited come before all that were not looked at.
        if let Some(index) = self.free.pop_first() {
            return Next::Run(index);
        }
        while let Some(index) = self.unseen.next() {
            match self.enter(index, conditions) {
                0 => return Next::Run(index),
                lacking => drop(self.waiting.insert(index, lacking)),
            }
        }
        if self.is_empty() { Next::Done } else { Next::Wait }
    }

    /// Puts an instance into its queues; returns how much it waits for.
    fn enter(&mut self, index: usize, conditions: &Conditions<'_>) -> usize {
        if self.stopped {
            return 0;
        }
        let mut lacking = 0;
        let mut locks = (conditions.locks)(index);
        for lock in &mut locks {
            // All who want a lock share one text of its name.
            if let Some((known, _)) = self.queues.get_key_value(lock) {
                *lock = known.clone();
            }
            let queue = self.queues.entry(lock.clone()).or_default();
            lacking += usize::from(!queue.is_empty());
            queue.push_back(index);
        }
        if !locks.is_empty() {
            self.locks.insert(index, locks);
        }
        for needed in (conditions.needs)(index) {
            if !self.given.contains(&needed) {
                self.users.entry(needed).or_default().push(index);
                lacking += 1;
            }
        }
        lacking
    }

    /// True when all have been handed out.
    fn is_empty(&self) -> bool {
        self.unseen.is_empty() && self.waiting.is_empty() && self.free.is_empty()
    }

    /// An instance has ended: its locks are free. Returns how many others may run now.
    fn release(&mut self, index: usize) -> usize {
        let Some(locks) = self.locks.remove(&index).filter(|_| !self.stopped) else { return 0 };
        let mut freed = 0;
        for lock in locks {
            let Some(queue) = self.queues.get_mut(&lock) else { continue };
            // Whoever runs is at the head.
            queue.pop_front();
            match queue.front().copied() {
                Some(head) => freed += self.lift(head),
                None => drop(self.queues.remove(&lock)),
            }
        }
        freed
    }

    /// What others need of an instance is there. Returns how many of them may run now.
    fn give(&mut self, index: usize) -> usize {
        self.given.insert(index);
        let users = self.users.remove(&index).unwrap_or_default();
        users.into_iter().map(|user| self.lift(user)).sum()
    }

    /// An instance waits for one thing less. Returns 1 where it was the last.
    fn lift(&mut self, index: usize) -> usize {
        let Some(lacking) = self.waiting.get_mut(&index) else { return 0 };
        *lacking -= 1;
        if *lacking > 0 {
            return 0;
        }
        self.waiting.remove(&index);
        self.free.insert(index);
        1
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.free.extend(self.waiting.drain().map(|(index, _)| index));
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
        let freed = self.lock().release(index);
        self.wake(freed);
    }

    /// What others need of an instance is there.
    pub fn give(&self, index: usize) {
        let freed = self.lock().give(index);
        self.wake(freed);
    }

    /// Nothing new will run: workers that wait get what is left, whatever its locks, to say that it did not run.
    pub fn stop(&self) {
        self.lock().stop();
        self.changed.notify_all();
    }

    /// So many more may run.
    fn wake(&self, freed: usize) {
        match freed {
            0 => {}
            1 => self.changed.notify_one(),
            _ => self.changed.notify_all(),
        }
    }

    /// Nothing under the lock leaves the state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

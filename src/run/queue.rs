//! Which instance a worker runs next: the first one of the plan that nothing holds back.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::job::Job;

/// Shared by the workers of a run.
#[derive(Default)]
pub struct Queue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The first instance that was not looked at.
    next: usize,
    /// Those before it that were not ready.
    waiting: BTreeSet<usize>,
}

impl Queue {
    /// The next instance, each once; `None` when all have been handed out. Waits while there are only instances whose
    /// `once` fragments still run.
    pub fn next(&self, job: &Job) -> Option<usize> {
        loop {
            let generation = job.once.generation();
            {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                let ready = |index: usize| job.once.ready(&job.plan, index);
                if let Some(index) = state.waiting.iter().copied().find(|index| ready(*index)) {
                    state.waiting.remove(&index);
                    return Some(index);
                }
                while state.next < job.plan.len() {
                    let index = state.next;
                    state.next += 1;
                    if ready(index) {
                        return Some(index);
                    }
                    state.waiting.insert(index);
                }
                if state.waiting.is_empty() {
                    return None;
                }
            }
            job.once.wait(generation);
        }
    }
}

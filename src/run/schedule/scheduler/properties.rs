//! What holds of every plan, with any locks, any fragments that run once, any number of workers and any order of ending.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// What the instances of a plan want.
#[derive(Debug, Clone)]
struct Wants {
    locks: Vec<BTreeSet<u8>>,
    /// All of them stand before their user.
    needs: Vec<BTreeSet<usize>>,
}

impl Wants {
    fn len(&self) -> usize {
        self.locks.len()
    }

    fn locks(&self, index: usize) -> Vec<Arc<str>> {
        self.locks[index].iter().map(|lock| lock.to_string().into()).collect()
    }

    fn needs(&self, index: usize) -> Vec<usize> {
        self.needs[index].iter().copied().collect()
    }

    /// What the module promises, looked up the slow way: nobody who wants one of its locks stands before it and has not
    /// ended, and what it needs has given.
    fn may_run(&self, index: usize, ended: &BTreeSet<usize>, given: &BTreeSet<usize>) -> bool {
        let rivals = (0..index).filter(|other| !self.locks[*other].is_disjoint(&self.locks[index]));
        rivals.into_iter().all(|other| ended.contains(&other)) && self.needs[index].is_subset(given)
    }
}

/// Plans whose first instances are fragments that run once, some of which use others of them.
fn wants() -> impl Strategy<Value = Wants> {
    let instance = || (btree_set(0..6_u8, 0..4), vec(any::<Index>(), 0..3));
    (vec(instance(), 1..40), any::<Index>()).prop_map(|(instances, once)| {
        let once = once.index(instances.len());
        let mut wants = Wants { locks: Vec::new(), needs: Vec::new() };
        for (index, (locks, needs)) in instances.into_iter().enumerate() {
            let before = once.min(index);
            let needs = needs.into_iter().filter(|_| before > 0).map(|need| need.index(before));
            wants.needs.push(needs.collect());
            wants.locks.push(locks);
        }
        wants
    })
}

proptest! {
    /// The next one is always the first of the plan that may run. So locks are never shared, everything runs once, and
    /// as nothing waits while nothing runs there is no deadlock.
    #[test]
    fn the_first_that_may_run_is_next(wants in wants(), workers in 1..6_usize, order in vec(any::<Index>(), 200)) {
        let (locks, needs) = (|index| wants.locks(index), |index| wants.needs(index));
        let conditions = Conditions { locks: &locks, needs: &needs };
        let mut state = State::new(wants.len());
        let (mut running, mut ended, mut given) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut order = order.iter().cycle();
        loop {
            let started = |index: &usize| running.contains(index) || ended.contains(index);
            let first = (0..wants.len()).find(|index| !started(index) && wants.may_run(*index, &ended, &given));
            if running.len() < workers {
                match (state.claim(&conditions), first) {
                    (Next::Run(index), first) => {
                        prop_assert_eq!(Some(index), first);
                        running.push(index);
                        continue;
                    }
                    (Next::Wait, None) => prop_assert!(!running.is_empty(), "a deadlock"),
                    (Next::Done, None) => prop_assert_eq!(running.len() + ended.len(), wants.len()),
                    (next, first) => prop_assert!(false, "{next:?}, but {first:?} may run"),
                }
            }
            let Some(place) = order.next().filter(|_| !running.is_empty()) else { break };
            let index = running.swap_remove(place.index(running.len()));
            state.give(index);
            given.insert(index);
            state.release(index);
            ended.insert(index);
        }
        prop_assert_eq!(ended.len(), wants.len());
        prop_assert!(state.queues.is_empty() && state.locks.is_empty() && state.users.is_empty());
    }

    /// The same with threads: whoever sleeps is woken, and no two hold a lock together.
    #[test]
    fn threads_run_everything_and_share_no_lock(wants in wants(), workers in 1..9_usize) {
        let (locks, needs) = (|index| wants.locks(index), |index| wants.needs(index));
        let scheduler = Scheduler::new(wants.len());
        let (held, ran) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        let shared = std::thread::scope(|scope| {
            let work = || {
                let mut shared = false;
                while let Some(index) = scheduler.claim(&Conditions { locks: &locks, needs: &needs }) {
                    let mine = &wants.locks[index];
                    {
                        let mut held = held.lock().unwrap();
                        shared |= held.iter().any(|lock| mine.contains(lock));
                        held.extend(mine);
                    }
                    std::thread::yield_now();
                    scheduler.give(index);
                    held.lock().unwrap().retain(|lock| !mine.contains(lock));
                    ran.lock().unwrap().push(index);
                    scheduler.release(index);
                }
                shared
            };
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers.into_iter().any(|worker| worker.join().unwrap())
        });
        prop_assert!(!shared);
        let mut ran = ran.into_inner().unwrap();
        ran.sort_unstable();
        prop_assert_eq!(ran, (0..wants.len()).collect::<Vec<_>>());
    }

    /// After a stop everything that was not handed out is, without waiting for anybody.
    #[test]
    fn a_stop_empties_the_plan(wants in wants(), before in any::<Index>()) {
        let (locks, needs) = (|index| wants.locks(index), |index| wants.needs(index));
        let conditions = Conditions { locks: &locks, needs: &needs };
        let mut state = State::new(wants.len());
        let mut ran = BTreeSet::new();
        for _ in 0..before.index(wants.len()) {
            if let Next::Run(index) = state.claim(&conditions) {
                prop_assert!(ran.insert(index));
            }
        }
        state.stop();
        while let Next::Run(index) = state.claim(&conditions) {
            prop_assert!(ran.insert(index));
            state.release(index);
        }
        prop_assert_eq!(state.claim(&conditions), Next::Done);
        prop_assert_eq!(ran.len(), wants.len());
    }
}

#[test]
fn every_instance_is_looked_at_once_however_often_others_wait() {
    const TOTAL: usize = 20_000;
    let looks = std::cell::Cell::new(0);
    let locks = |_| {
        looks.set(looks.get() + 1);
        vec![Arc::from("a")]
    };
    let conditions = Conditions { locks: &locks, needs: &|index| vec![0; usize::from(index > 0)] };
    let mut state = State::new(TOTAL);
    for index in 0..TOTAL {
        assert_eq!(state.claim(&conditions), Next::Run(index));
        assert_eq!(state.give(index), 0);
        assert_eq!(state.claim(&conditions), if index + 1 < TOTAL { Next::Wait } else { Next::Done });
        assert_eq!(state.release(index), usize::from(index + 1 < TOTAL));
    }
    assert_eq!(looks.get(), TOTAL);
}

//! Single cases, each with what it is about.

use super::*;

fn locks(all: &[&[&str]]) -> impl Fn(usize) -> Vec<Arc<str>> + use<> {
    let all: Vec<Vec<Arc<str>>> =
        all.iter().map(|locks| locks.iter().map(|lock| Arc::from(*lock)).collect()).collect();
    move |index| all[index].clone()
}

fn at_once(locks: &dyn Fn(usize) -> Vec<Arc<str>>) -> Conditions<'_> {
    Conditions { locks, needs: &|_| Vec::new() }
}

#[test]
fn whoever_waits_for_what_it_uses_keeps_its_place() {
    let locks = locks(&[&[], &["a"], &["a"], &[]]);
    let mut state = State::new(4);
    let conditions = Conditions { locks: &locks, needs: &|index| vec![0; index % 3] };
    assert_eq!(state.claim(&conditions), Next::Run(0));
    assert_eq!(state.claim(&conditions), Next::Run(3));
    assert_eq!(state.claim(&conditions), Next::Wait);
    assert_eq!(state.give(0), 1);
    assert_eq!(state.claim(&conditions), Next::Run(1));
    assert_eq!(state.claim(&conditions), Next::Wait);
    assert_eq!(state.release(1), 1);
    assert_eq!(state.claim(&conditions), Next::Run(2));
    assert_eq!(state.claim(&conditions), Next::Done);
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

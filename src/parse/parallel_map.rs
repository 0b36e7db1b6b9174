//! Does the same for many things on several threads, and gives the results in the order of the things.

use std::sync::mpsc::sync_channel;
use std::thread::{self, Builder};

/// Things that are worth a thread.
const WORTH: usize = 32;
/// Threads: what is done with the results is done on one.
const LANES: usize = 8;
/// Results of a thread that wait for their turn: memory stays flat.
const AHEAD: usize = 16;

/// Calls `work` with each thing, on several threads where there are many things and more than one core, and `each` with the
/// results, in order, on this one.
pub fn parallel_map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync, mut each: impl FnMut(R)) {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let lanes = match (things.len() / WORTH).min(LANES) {
        0 | 1 => 1,
        lanes => lanes.min(cores()),
    };
    on_lanes(things, lanes, &work, &mut each);
}

fn on_lanes<T: Sync, R: Send>(
    things: &[T],
    lanes: usize,
    work: &(impl Fn(&T) -> R + Sync),
    each: &mut impl FnMut(R),
) {
    if lanes < 2 {
        return things.iter().for_each(|thing| each(work(thing)));
    }
    thread::scope(|scope| {
        let lane = |lane: usize| {
            let (sender, receiver) = sync_channel(AHEAD);
            let all = move || {
                for thing in things.iter().skip(lane).step_by(lanes) {
                    if sender.send(work(thing)).is_err() {
                        return;
                    }
                }
            };
            let started = Builder::new().name("loader".to_owned()).spawn_scoped(scope, all);
            started.is_ok().then_some(receiver)
        };
        let lanes: Vec<_> = (0..lanes).map(lane).collect();
        for (thing, lane) in things.iter().zip(lanes.iter().cycle()) {
            let result = lane.as_ref().and_then(|results| results.recv().ok());
            // What a thread that could not be started leaves undone is done here.
            each(result.unwrap_or_else(|| work(thing)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        let things: Vec<usize> = (0..1_000).collect();
        for lanes in [0, 1, 2, 3, 8] {
            let mut results = Vec::new();
            on_lanes(&things, lanes, &|thing| thing * 2, &mut |result| results.push(result));
            assert_eq!(results, (0..1_000).map(|thing| thing * 2).collect::<Vec<_>>(), "{lanes} lanes");
        }
    }
}

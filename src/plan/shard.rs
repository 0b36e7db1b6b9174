//! Shards: every instance in exactly one, the same on every machine.

use std::collections::HashMap;
use std::time::Duration;

use crate::model::{Fnv, Plan, Shard};

/// How often the shards of known durations are made more even.
const ROUNDS: usize = 1_000;

/// Leaves one shard of a plan: by a hash of the ids, or, where the durations of an earlier run are known, so that all
/// shards take about the same time.
pub fn shard(plan: &mut Plan, shard: Shard, durations: Option<&HashMap<String, Duration>>) {
    let ids: Vec<String> = (0..plan.users()).filter_map(|user| plan.user(user)).map(|user| user.id).collect();
    let shards = match durations {
        Some(durations) => by_durations(&ids, shard.of, durations),
        None => ids.iter().map(|id| by_id(id, shard.of)).collect(),
    };
    plan.keep(&|user| shards.get(user).is_some_and(|number| number + 1 == shard.index));
}

/// The shard of an id, from 0.
pub fn by_id(id: &str, of: usize) -> usize {
    let mut hash = Fnv::default();
    hash.add(id.as_bytes());
    // The bits of FNV are not all as good as others: those of similar ids are alike.
    let mut bits = hash.value();
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^= bits >> 33;
    (bits % of.max(1) as u64) as usize
}

/// The shard of each id, from 0: the longest first, each to the shard that has least yet; then exchanges that make the
/// longest shard shorter. An id without duration counts as the mean of the others.
pub fn by_durations(ids: &[String], of: usize, durations: &HashMap<String, Duration>) -> Vec<usize> {
    let known: Vec<u64> = ids.iter().filter_map(|id| durations.get(id)).map(micros).collect();
    let mean = known.iter().sum::<u64>() / known.len().max(1) as u64;
    let cost = |id: &String| durations.get(id).map_or(mean, micros).max(1);
    let mut order: Vec<(u64, &str, usize)> =
        ids.iter().enumerate().map(|(index, id)| (cost(id), id.as_str(), index)).collect();
    order.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    let mut shards: Vec<Load> = vec![Load::default(); of.max(1)];
    for (cost, _, index) in order {
        let least = (0..shards.len()).min_by_key(|shard| shards[*shard].sum).unwrap_or(0);
        shards[least].sum += cost;
        shards[least].items.push((cost, index));
    }
    for _ in 0..ROUNDS {
        if !improve(&mut shards) {
            break;
        }
    }
    let mut result = vec![0; ids.len()];
    for (number, shard) in shards.iter().enumerate() {
        shard.items.iter().for_each(|(_, index)| result[*index] = number);
    }
    result
}

fn micros(duration: &Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX >> 24)
}

#[derive(Debug, Clone, Default)]
struct Load {
    sum: u64,
    /// Cost and index, the most costly first.
    items: Vec<(u64, usize)>,
}

/// Moves something from the longest shard to another one, or exchanges two, so that the longer of both gets shorter.
fn improve(shards: &mut [Load]) -> bool {
    let Some(longest) = (0..shards.len()).max_by_key(|shard| (shards[*shard].sum, usize::MAX - *shard))
    else {
        return false;
    };
    let mut others: Vec<usize> = (0..shards.len()).filter(|other| *other != longest).collect();
    others.sort_by_key(|other| shards[*other].sum);
    for other in others {
        let Some((give, take)) = exchange(&shards[longest], &shards[other]) else { continue };
        let given = shards[longest].items.remove(give);
        let taken = take.map(|take| shards[other].items.remove(take));
        let difference = given.0 - taken.map_or(0, |(cost, _)| cost);
        shards[longest].sum -= difference;
        shards[other].sum += difference;
        shards[longest].items.extend(taken);
        shards[other].items.push(given);
        for shard in [longest, other] {
            shards[shard].items.sort_by(|left, right| right.cmp(left));
        }
        return true;
    }
    false
}

/// What to give and what to take for it, so that the two are nearest to each other; `None` where that does not help.
fn exchange(long: &Load, short: &Load) -> Option<(usize, Option<usize>)> {
    let gap = long.sum - short.sum;
    let mut best: Option<(u64, usize, Option<usize>)> = None;
    for (give, (cost, _)) in long.items.iter().enumerate() {
        // The first that is not longer than what would make both even, the one before it, or nothing.
        let wanted = cost.saturating_sub(gap / 2);
        let at = short.items.partition_point(|(other, _)| *other > wanted);
        for take in [at.checked_sub(1), (at < short.items.len()).then_some(at), None] {
            let taken = take.map_or(0, |take| short.items[take].0);
            let Some(difference) = cost.checked_sub(taken) else { continue };
            if difference == 0 || difference >= gap {
                continue;
            }
            let left = (2 * difference).abs_diff(gap);
            if best.is_none_or(|(least, ..)| left < least) {
                best = Some((left, give, take));
            }
        }
    }
    best.map(|(_, give, take)| (give, take))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("scenarios/a.yaml::A [row {index}]")).collect()
    }

    #[test]
    fn the_shard_of_an_id_stays_what_it_is() {
        // Other machines and later versions must say the same.
        let shards: Vec<usize> = ids(8).iter().map(|id| by_id(id, 4)).collect();
        assert_eq!(shards, EXPECTED);
        let mut counts = [0; 4];
        ids(10_000).iter().for_each(|id| counts[by_id(id, 4)] += 1);
        assert!(counts.iter().all(|count| (2_350..2_650).contains(count)), "{counts:?}");
    }
    const EXPECTED: [usize; 8] = [0, 0, 0, 3, 2, 1, 2, 1];

    #[test]
    fn without_any_duration_the_shards_are_of_one_size() {
        let shards = by_durations(&ids(9), 3, &HashMap::new());
        assert_eq!((0..3).map(|n| shards.iter().filter(|s| **s == n).count()).collect::<Vec<_>>(), [3, 3, 3]);
    }

    proptest! {
        #[test]
        fn an_id_is_in_one_shard(id in ".{0,60}", of in 1usize..500) {
            prop_assert!(by_id(&id, of) < of);
        }

        #[test]
        fn shards_of_known_durations_are_even(
            costs in proptest::collection::vec(1u64..5_000_000, 20..300), of in 1usize..8,
        ) {
            let ids = ids(costs.len());
            let durations =
                ids.iter().cloned().zip(costs.iter().map(|cost| Duration::from_micros(*cost))).collect();
            let shards = by_durations(&ids, of, &durations);
            prop_assert!(shards.iter().all(|shard| *shard < of));
            let mut sums = vec![0; of];
            shards.iter().zip(&costs).for_each(|(shard, cost)| sums[*shard] += cost);
            let mean = costs.iter().sum::<u64>() as f64 / of as f64;
            let (slowest, longest) = (sums.iter().max().unwrap(), costs.iter().max().unwrap());
            if *longest as f64 <= mean {
                prop_assert!(*slowest as f64 <= mean * 1.15, "{slowest} is more than 15 % above {mean}");
            }
        }
    }
}

//! One-time values: none is ever sent twice, and none is lost but by a kill.

#[cfg(unix)]
mod kills;
mod steps;
use sha2::{Digest, Sha256};

fn sha256(value: &str) -> String {
    Sha256::digest(value.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A whole record: `<sha256> unsent`, or `<sha256> <RFC 3339 time> <run id> <instance>`.
fn is_record(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    match words.as_slice() {
        [hash, "unsent"] => is_hash(hash),
        [hash, time, run, instance] => {
            let time_is_whole = time.len() == 20 && time.ends_with('Z');
            is_hash(hash) && time_is_whole && !run.is_empty() && instance.contains("::")
        }
        _ => false,
    }
}

/// How many moments are tried: `KILLS=200 cargo test --test suite one_time -- --nocapture` for a long look.
#[cfg(unix)]
fn moments() -> usize {
    std::env::var("KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(25)
}

#[cfg(unix)]
#[test]
fn a_kill_costs_one_value_at_most_and_sends_none_twice() {
    let tally = kills::kill(moments(), 1, 20_260_101);
    println!("{tally:?}");
    assert!(tally.kills >= moments() && tally.received > 0, "{tally:?}");
}

/// With several instances at once each of them may have one under way.
#[cfg(unix)]
#[test]
fn a_kill_costs_no_more_than_is_under_way() {
    let tally = kills::kill(moments() / 3, 3, 20_260_102);
    println!("{tally:?}");
}

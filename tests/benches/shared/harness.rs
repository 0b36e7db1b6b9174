//! Times of small things: how long a call takes, as the median of many samples. No statistics beyond that: what is looked
//! for are changes by a tenth and more.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Samples that a median is taken of.
const SAMPLES: usize = 25;

/// What a sample takes at least, so that the clock's own cost does not count.
const SAMPLE: Duration = Duration::from_millis(10);

/// Prints what a call takes; for what is made of bytes also how many of them a second.
pub fn bench<T>(name: &str, bytes: usize, mut call: impl FnMut() -> T) {
    if std::env::args().skip(1).any(|wanted| !wanted.starts_with('-') && !name.contains(&wanted)) {
        return;
    }
    let mut sample = |calls: u32| {
        let started = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        started.elapsed()
    };
    let mut calls = 1;
    while sample(calls) < SAMPLE {
        calls *= 2;
    }
    let mut times: Vec<Duration> = (0..SAMPLES).map(|_| sample(calls) / calls).collect();
    times.sort();
    let median = times[SAMPLES / 2];
    let spread = (times[SAMPLES * 3 / 4] - times[SAMPLES / 4]).as_secs_f64() / median.as_secs_f64() * 50.0;
    let rate = match bytes {
        0 => String::new(),
        bytes => format!("{:9.0} MB/s", bytes as f64 / median.as_secs_f64() / 1e6),
    };
    println!("{name:<44} {:>12} ±{spread:2.0} % {rate}", shown(median));
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() * 1e9 {
        nanos if nanos < 1e4 => format!("{nanos:.0} ns"),
        nanos if nanos < 1e7 => format!("{:.1} µs", nanos / 1e3),
        nanos => format!("{:.1} ms", nanos / 1e6),
    }
}

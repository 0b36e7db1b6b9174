//! What the end of a run tells of its instances, in bounded memory.

use std::time::Duration;

use super::text::{one_line, scenario_name, skip_reason, step_name};
use crate::diag::plural;
use crate::model::units::show_duration;
use crate::model::{InstanceOutcome, RunHeader, Totals, Verdict};

/// Below this nobody looks for what is slow.
pub(super) const SLOW: Duration = Duration::from_millis(100);
/// How many steps are called the slowest.
const SLOWEST: usize = 3;
/// How many lines a list has at most; the others are counted.
const NAMED: usize = 20;

/// Collected instance by instance.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// The slowest steps, slowest first.
    pub(super) slowest: Vec<(Duration, String)>,
    /// Scenarios that failed or errored.
    pub(super) bad: Named<(Verdict, String)>,
    /// Scenarios that were skipped, with the reason.
    pub(super) skipped: Named<String>,
    /// Flaky steps.
    pub(super) flaky: Named<String>,
    /// Instances whose cleanup was not reached: their ids with what people know them by.
    pub(super) unclean: Named<(String, String)>,
}

/// The first of a list, and how many more there are.
#[derive(Debug)]
pub(super) struct Named<T> {
    pub(super) first: Vec<T>,
    pub(super) more: usize,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named { first: Vec::new(), more: 0 }
    }
}

impl<T> Named<T> {
    /// The text is made only where it is kept.
    fn push(&mut self, item: impl FnOnce() -> T) {
        if self.first.len() < NAMED {
            self.first.push(item());
        } else {
            self.more += 1;
        }
    }
}

impl Summary {
    /// Takes what is needed from an instance.
    pub(super) fn add(&mut self, outcome: &InstanceOutcome) {
        let place = || format!("{}  {}:{}", scenario_name(outcome), one_line(&outcome.path), outcome.line);
        match outcome.verdict {
            Verdict::Passed => {}
            Verdict::Failed | Verdict::Errored => self.bad.push(|| (outcome.verdict, place())),
            Verdict::Skipped => self.skipped.push(|| {
                let reason = skip_reason(outcome);
                let colon = if reason.is_empty() { "" } else { ": " };
                format!("{}{colon}{reason}", scenario_name(outcome))
            }),
        }
        if outcome.all_problems().any(|problem| problem.kind == crate::model::Kind::CleanupNotReached) {
            self.unclean.push(|| (outcome.id.clone(), place()));
        }
        for step in outcome.steps.iter().filter(|step| step.verdict != Verdict::Skipped) {
            let name = || format!("{} > {}", scenario_name(outcome), step_name(step));
            if step.flaky {
                let attempts = step.most_tries();
                self.flaky.push(|| format!("{}: passed at attempt {attempts}", name()));
            }
            // The time of a step that uses a fragment is that of the fragment's steps.
            if step.exchange().is_none() {
                continue;
            }
            let place = self.slowest.partition_point(|(duration, _)| *duration >= step.duration);
            if place < SLOWEST {
                self.slowest.insert(place, (step.duration, name()));
                self.slowest.truncate(SLOWEST);
            }
        }
    }
}

/// `3 steps, 2 requests, 1 flaky step in 2.5s (1 requests/s), seed 42`.
pub(super) fn effort(totals: &Totals, header: &RunHeader) -> String {
    let seconds = totals.duration.as_secs_f64();
    // A rate over a few milliseconds says nothing.
    let rate = match totals.requests {
        requests if requests > 0 && seconds >= 0.01 => {
            format!(" ({:.0} requests/s)", requests as f64 / seconds)
        }
        _ => String::new(),
    };
    let flaky = match totals.flaky {
        0 => String::new(),
        flaky => format!(", {flaky} flaky {}", plural(flaky, "step")),
    };
    format!(
        "{} {}, {} {}{flaky} in {}{rate}, seed {}",
        totals.steps,
        plural(totals.steps, "step"),
        totals.requests,
        plural(totals.requests, "request"),
        show_duration(totals.duration),
        header.seed
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{instance, skipped_step, step};

    #[test]
    fn the_slowest_are_kept_in_order_and_lists_are_bounded() {
        let mut summary = Summary::default();
        for millis in [5, 300, 20, 300, 100, 1] {
            summary.add(&instance("a", vec![step(&format!("s{millis}"), millis)]));
        }
        let slowest: Vec<u128> = summary.slowest.iter().map(|(duration, _)| duration.as_millis()).collect();
        assert_eq!(slowest, [300, 300, 100]);
        for _ in 0..25 {
            summary.add(&instance("a", vec![skipped_step("s", "because")]));
        }
        assert_eq!((summary.skipped.first.len(), summary.skipped.more), (20, 5));
        assert_eq!(summary.skipped.first[0], "a: because");
    }
}

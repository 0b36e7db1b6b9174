//! Two runs side by side: what broke, what was mended, what is flaky, what got slower.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use super::text::one_line;
use crate::diag::plural;
use crate::model::Verdict;

/// A shorter difference is noise, whatever part of the whole it is.
const NOISE: Duration = Duration::from_millis(50);
/// A run is slower when it takes more than this part of what it took, after the run as a whole is allowed for.
const SLOWER: f64 = 1.5;

/// What a comparison needs of one instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// How it ended.
    pub verdict: Verdict,
    /// A step of it passed only after a failed attempt.
    pub flaky: bool,
    /// How long it took.
    pub duration: Duration,
    /// The first thing that went wrong, in one line.
    pub problem: Option<String>,
}

/// What became of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It did not fail before (or was not there), and does now.
    Broke,
    /// It failed before, and passes now.
    Mended,
    /// It failed before, and still does.
    StillBroken,
    /// It passes, but not at once.
    Flaky,
    /// It passes both times, and takes longer than noise explains.
    Slower,
    /// It failed before, and is skipped or not there any more.
    Gone,
}

impl Change {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Change::Broke => "Newly failing",
            Change::Mended => "Fixed",
            Change::StillBroken => "Still failing",
            Change::Flaky => "Flaky",
            Change::Slower => "Slower",
            Change::Gone => "Failed before and did not run now",
        }
    }
}

/// An id, what came of it before, and what now.
type Changed<'r> = (&'r str, Option<&'r Run>, Option<&'r Run>);

/// Two runs side by side.
#[derive(Debug)]
pub struct Comparison<'r> {
    changes: BTreeMap<Change, Vec<Changed<'r>>>,
    both: usize,
    new: usize,
    missing: usize,
}

impl<'r> Comparison<'r> {
    /// Compares by id.
    pub fn of(old: &'r BTreeMap<String, Run>, new: &'r BTreeMap<String, Run>) -> Self {
        let pace = pace(old, new);
        let mut changes: BTreeMap<Change, Vec<_>> = BTreeMap::new();
        for (id, now) in new {
            let before = old.get(id);
            if let Some(change) = change(before, now, pace) {
                changes.entry(change).or_default().push((id.as_str(), before, Some(now)));
            }
        }
        let gone = old.iter().filter(|(id, before)| broken(before) && !new.contains_key(*id));
        let gone: Vec<_> = gone.map(|(id, before)| (id.as_str(), Some(before), None)).collect();
        if !gone.is_empty() {
            changes.entry(Change::Gone).or_default().extend(gone);
        }
        let both = new.keys().filter(|id| old.contains_key(*id)).count();
        Comparison { changes, both, new: new.len() - both, missing: old.len() - both }
    }

    /// How many instances changed so.
    pub fn count(&self, change: Change) -> usize {
        self.changes.get(&change).map_or(0, Vec::len)
    }

    /// For a terminal.
    pub fn text(&self, show: &dyn Fn(Duration) -> String) -> String {
        let mut text = String::new();
        for (change, instances) in &self.changes {
            let _ = writeln!(text, "{} ({})", change.title(), instances.len());
            for (id, before, now) in instances {
                let _ = writeln!(text, "  {}{}", one_line(id), detail(*change, *before, *now, show));
            }
            text.push('\n');
        }
        text + &self.end()
    }

    /// For a comment or a job summary.
    pub fn markdown(&self, show: &dyn Fn(Duration) -> String) -> String {
        let mut text = "## Compared with the earlier run\n\n".to_owned();
        for (change, instances) in &self.changes {
            let _ = writeln!(text, "### {} ({})\n", change.title(), instances.len());
            for (id, before, now) in instances {
                let _ = writeln!(text, "- {}{}", code(id), escaped(&detail(*change, *before, *now, show)));
            }
            text.push('\n');
        }
        text + &self.end()
    }

    fn end(&self) -> String {
        let mut text = match self.changes.is_empty() {
            true => "no change: ".to_owned(),
            false => String::new(),
        };
        let _ = write!(text, "{} {} in both runs", self.both, plural(self.both, "scenario"));
        if self.new > 0 {
            let _ = write!(text, ", {} only in the new one", self.new);
        }
        if self.missing > 0 {
            let _ = write!(text, ", {} only in the old one", self.missing);
        }
        text + "\n"
    }
}

fn broken(run: &Run) -> bool {
    run.verdict > Verdict::Passed
}

fn change(before: Option<&Run>, now: &Run, pace: f64) -> Option<Change> {
    match before {
        Some(before) if broken(before) && broken(now) => Some(Change::StillBroken),
        _ if broken(now) => Some(Change::Broke),
        Some(before) if broken(before) && now.verdict == Verdict::Skipped => Some(Change::Gone),
        Some(before) if broken(before) && !now.flaky => Some(Change::Mended),
        _ if now.flaky => Some(Change::Flaky),
        Some(before) if before.verdict == Verdict::Passed && now.verdict == Verdict::Passed => {
            slower(before, now, pace).then_some(Change::Slower)
        }
        _ => None,
    }
}

/// Machines differ: what all scenarios together got slower by, no single one of them is blamed for.
fn pace(old: &BTreeMap<String, Run>, new: &BTreeMap<String, Run>) -> f64 {
    let passed = |run: &Run| run.verdict == Verdict::Passed && !run.duration.is_zero();
    let pairs = new.iter().filter_map(|(id, now)| Some((old.get(id)?, now)));
    let pairs = pairs.filter(|(before, now)| passed(before) && passed(now));
    let mut ratios: Vec<f64> =
        pairs.map(|(before, now)| now.duration.as_secs_f64() / before.duration.as_secs_f64()).collect();
    // Of a few, the one that got slower would be the measure.
    if ratios.len() < 5 {
        return 1.0;
    }
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2].max(1.0)
}

fn slower(before: &Run, now: &Run, pace: f64) -> bool {
    let expected = before.duration.as_secs_f64() * pace;
    let took = now.duration.as_secs_f64();
    took > expected * SLOWER && took > expected + NOISE.as_secs_f64()
}

fn detail(
    change: Change,
    before: Option<&Run>,
    now: Option<&Run>,
    show: &dyn Fn(Duration) -> String,
) -> String {
    match (change, before, now) {
        (Change::Slower, Some(before), Some(now)) => {
            format!(": {} instead of {}", show(now.duration), show(before.duration))
        }
        (Change::Broke | Change::StillBroken, _, Some(Run { problem: Some(problem), .. })) => {
            format!(": {}", one_line(problem))
        }
        _ => String::new(),
    }
}

/// Code in Markdown, whatever stands in it.
fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
}

/// Text in Markdown that means nothing but itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            // Nobody is told by what a server answers.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(verdict: Verdict, millis: u64) -> Run {
        Run { verdict, flaky: false, duration: Duration::from_millis(millis), problem: None }
    }

    fn compared(before: &Run, now: &Run) -> Option<Change> {
        change(Some(before), now, 1.0)
    }

    #[test]
    fn each_change_has_its_place() {
        use Verdict::{Errored, Failed, Passed, Skipped};
        assert_eq!(compared(&run(Passed, 1), &run(Failed, 1)), Some(Change::Broke));
        assert_eq!(compared(&run(Skipped, 1), &run(Errored, 1)), Some(Change::Broke));
        assert_eq!(change(None, &run(Failed, 1), 1.0), Some(Change::Broke));
        assert_eq!(compared(&run(Errored, 1), &run(Failed, 1)), Some(Change::StillBroken));
        assert_eq!(compared(&run(Failed, 1), &run(Passed, 1)), Some(Change::Mended));
        assert_eq!(compared(&run(Failed, 1), &run(Skipped, 1)), Some(Change::Gone));
        assert_eq!(compared(&run(Passed, 1), &run(Passed, 1)), None);
        let flaky = Run { flaky: true, ..run(Passed, 1) };
        assert_eq!(compared(&run(Passed, 1), &flaky), Some(Change::Flaky));
        assert_eq!(compared(&run(Failed, 1), &flaky), Some(Change::Flaky));
    }

    #[test]
    fn noise_is_not_slower() {
        let slow =
            |before, now, pace| slower(&run(Verdict::Passed, before), &run(Verdict::Passed, now), pace);
        assert!(!slow(1, 40, 1.0));
        assert!(!slow(1000, 1400, 1.0));
        assert!(slow(1000, 1600, 1.0));
        // The whole machine was slower.
        assert!(!slow(1000, 1600, 1.4));
        assert!(slow(10, 100, 1.0));
    }

    #[test]
    fn markdown_means_nothing_but_itself() {
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(escaped("<b> @all *x*"), "&lt;b> &#64;all \\*x\\*");
    }
}

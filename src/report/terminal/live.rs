//! The line below the results while a run goes on: how far it is, and what it is at.
//!
//! It is one line, whatever the width, so that nothing jumps. indicatif draws it some times a second, cuts it at the width
//! of the terminal (a wide character takes two columns) and does nothing where there is no terminal.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::model::Verdict;
use crate::report::style::Paint;
use crate::report::text::one_line;

/// How often the elapsed time is drawn anew while nothing happens.
const TICK: Duration = Duration::from_millis(200);
/// So many running scenarios are named; the others are counted.
const NAMED: usize = 8;

/// The live line.
#[derive(Debug)]
pub struct Live {
    line: LiveLine,
    paint: Paint,
    running: Vec<(usize, String)>,
    failed: usize,
    errored: usize,
}

/// Writes above the live line, from any thread.
#[derive(Debug, Clone)]
pub struct LiveLine(ProgressBar);

impl Live {
    /// A line on stderr, for so many instances.
    pub fn new(planned: usize, colour: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(planned as u64), ProgressDrawTarget::stderr());
        bar.set_style(style());
        bar.enable_steady_tick(TICK);
        Live::of(bar, colour)
    }

    /// No line: nothing is ever drawn.
    pub fn hidden() -> Self {
        Live::of(ProgressBar::hidden(), false)
    }

    fn of(bar: ProgressBar, colour: bool) -> Self {
        Live { line: LiveLine(bar), paint: Paint::new(colour), running: Vec::new(), failed: 0, errored: 0 }
    }

    /// What writes above the line.
    pub fn line(&self) -> LiveLine {
        self.line.clone()
    }

    /// An instance began.
    pub fn started(&mut self, index: usize, name: &str) {
        if !self.line.0.is_hidden() {
            self.running.push((index, one_line(name)));
            self.show();
        }
    }

    /// An instance ended. Its result is to be written first.
    pub fn finished(&mut self, index: usize, verdict: Verdict) {
        if self.line.0.is_hidden() {
            return;
        }
        self.running.retain(|(other, _)| *other != index);
        self.failed += usize::from(verdict == Verdict::Failed);
        self.errored += usize::from(verdict == Verdict::Errored);
        self.line.0.inc(1);
        self.show();
    }

    /// Takes the line away for good.
    pub fn end(&mut self) {
        self.line.0.finish_and_clear();
    }

    fn show(&self) {
        let bad = [(self.failed, Verdict::Failed), (self.errored, Verdict::Errored)];
        self.line.0.set_message(message(&self.running, bad, self.paint));
    }
}

impl LiveLine {
    /// Writes results where the line was, and draws the line below them.
    pub fn above(&self, write: &mut dyn FnMut()) {
        if self.0.is_hidden() || self.0.is_finished() {
            return write();
        }
        // Terminals that know these two (DEC mode 2026) show what is between them at once, the others skip them.
        synchronized(true);
        self.0.suspend(write);
        synchronized(false);
    }
}

fn synchronized(on: bool) {
    let sequence = if on { "\x1b[?2026h" } else { "\x1b[?2026l" };
    let _ = std::io::stderr().write_all(sequence.as_bytes());
}

/// `12/200 0:04 3 failed, running …`: what matters most is at the left, where no narrow terminal cuts it.
fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{pos}/{len} {clock} {wide_msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("clock", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = out.write_str(&clock(state.elapsed()));
    })
}

/// Minutes and seconds.
fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn message(running: &[(usize, String)], bad: [(usize, Verdict); 2], paint: Paint) -> String {
    let bad = bad.iter().filter(|(count, _)| *count > 0);
    let bad = bad.map(|(count, verdict)| paint.verdict(*verdict, &format!("{count} {}", verdict.as_str())));
    let mut text = bad.collect::<Vec<_>>().join(", ");
    let names: Vec<&str> = running.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
    if !names.is_empty() {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}running {}", names.join(", "));
    }
    if running.len() > names.len() {
        let _ = write!(text, " and {} more", running.len() - names.len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_named_and_the_rest_counted() {
        let running = |count: usize| (0..count).map(|index| (index, format!("s{index}"))).collect::<Vec<_>>();
        let paint = Paint::new(false);
        let bad = |failed, errored| [(failed, Verdict::Failed), (errored, Verdict::Errored)];
        assert_eq!(message(&running(0), bad(0, 0), paint), "");
        assert_eq!(message(&running(2), bad(0, 2), paint), "2 errored, running s0, s1");
        let text = message(&running(10), bad(3, 1), paint);
        assert_eq!(text, "3 failed, 1 errored, running s0, s1, s2, s3, s4, s5, s6, s7 and 2 more");
        assert_eq!(clock(Duration::from_millis(754_999)), "12:34");
    }

    #[test]
    fn a_hidden_line_lets_everything_through() {
        let mut live = Live::hidden();
        live.started(0, "a");
        let mut written = 0;
        live.line().above(&mut || written += 1);
        live.finished(0, Verdict::Failed);
        live.end();
        live.line().above(&mut || written += 1);
        assert_eq!((written, live.running.len(), live.failed), (2, 0, 0));
    }
}

//! Colours of the terminal, where they are wanted.

use anstyle::{AnsiColor, Style};

use crate::model::Verdict;

/// Puts colours around words, or leaves them alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    colour: bool,
}

impl Paint {
    pub(super) fn new(colour: bool) -> Self {
        Paint { colour }
    }

    /// For formats without colours.
    pub(super) const fn none() -> Self {
        Paint { colour: false }
    }

    /// What was expected.
    pub(super) fn expected(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// What was received instead.
    pub(super) fn received(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    /// The word for a verdict. Words, not signs: they survive every log viewer and can be searched for.
    pub(super) fn mark(self, verdict: Verdict) -> String {
        let word = match verdict {
            Verdict::Passed => "PASS",
            Verdict::Failed => "FAIL",
            Verdict::Errored => "ERROR",
            Verdict::Skipped => "SKIP",
        };
        // Padded before it is painted, for escapes take no room.
        self.paint(style(verdict), &format!("{word:<5}"))
    }

    pub(super) fn verdict(self, verdict: Verdict, text: &str) -> String {
        self.paint(style(verdict), text)
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    pub(super) fn warning(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Passed => AnsiColor::Green.on_default(),
        Verdict::Failed => AnsiColor::Red.on_default().bold(),
        Verdict::Errored => AnsiColor::Magenta.on_default().bold(),
        Verdict::Skipped => AnsiColor::Yellow.on_default(),
    }
}

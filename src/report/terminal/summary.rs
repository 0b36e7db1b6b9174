//! What a run came to, in the last lines of the terminal.

use std::io::{Result, Write};

use super::Terminal;
use super::options::TerminalOptions;
use crate::diag::plural;
use crate::model::units::show_duration;
use crate::model::{Coverage, RunHeader, Totals, Verdict};
use crate::report::style::Paint;
use crate::report::summary::{Named, SLOW, Summary, effort};
use crate::report::text::one_line;

impl Terminal {
    /// Writes the summary.
    pub fn end(&self, totals: &Totals, header: &RunHeader, out: &mut dyn Write) -> Result<()> {
        let Terminal { summary, options, paint, parted } = self;
        let (options, paint) = (*options, *paint);
        if !options.quiet {
            // As text first: whether it begins with an empty line depends on what stands above.
            let mut text = Vec::new();
            lists(summary, &totals.coverage, options, paint, &mut text)?;
            let above = if *parted { text.strip_prefix(b"\n") } else { None };
            out.write_all(above.unwrap_or(&text))?;
        }
        unclean(summary, totals, paint, out)?;
        writeln!(out, "{}", paint.bold(&counts(totals, paint)))?;
        if !options.quiet {
            writeln!(out, "{}", effort(totals, header))?;
        }
        if totals.interrupted {
            let rest = "scenarios that were not started are counted as skipped";
            writeln!(out, "{} {rest}", paint.warning("interrupted:"))?;
        }
        if totals.internal {
            let advice = "there is a bug in runthrough: please report it with the message above";
            writeln!(out, "{} {advice}", paint.warning("internal:"))?;
        }
        if totals.skipped > 0 && totals.skipped == totals.instances() && totals.invalid_files == 0 {
            writeln!(out, "{} everything was skipped, nothing was tested", paint.warning("warning:"))?;
        }
        Ok(())
    }
}

fn lists(
    summary: &Summary,
    coverage: &Coverage,
    options: TerminalOptions,
    paint: Paint,
    out: &mut dyn Write,
) -> Result<()> {
    // After a long run the failures have scrolled away; with their places they can be run again.
    list(out, paint, "Not passed", &summary.bad, |(verdict, place)| {
        format!("{} {}", paint.mark(*verdict), place)
    })?;
    list(out, paint, "Skipped", &summary.skipped, Clone::clone)?;
    list(out, paint, "Flaky steps", &summary.flaky, Clone::clone)?;
    let slow: Vec<_> =
        summary.slowest.iter().filter(|(duration, _)| options.verbose || *duration > SLOW).collect();
    if !slow.is_empty() {
        writeln!(out, "\n{}", paint.bold("Slowest steps"))?;
        for (duration, name) in slow {
            writeln!(out, "  {:>6} {name}", show_duration(*duration))?;
        }
    }
    super::coverage::write(coverage, options, paint, out)?;
    writeln!(out)
}

fn list<T>(
    out: &mut dyn Write,
    paint: Paint,
    title: &str,
    items: &Named<T>,
    show: impl Fn(&T) -> String,
) -> Result<()> {
    if items.first.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.bold(title))?;
    for item in &items.first {
        writeln!(out, "  {}", show(item))?;
    }
    more(out, items.more)
}

fn more(out: &mut dyn Write, count: usize) -> Result<()> {
    if count > 0 {
        writeln!(out, "  … and {count} more")?;
    }
    Ok(())
}

/// Something may be left on a server: said even when quiet.
fn unclean(summary: &Summary, totals: &Totals, paint: Paint, out: &mut dyn Write) -> Result<()> {
    if totals.cleanup_not_reached.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} something may be left on the server", paint.warning("Cleanup not reached:"))?;
    for (_, place) in &summary.unclean.first {
        writeln!(out, "  {}", place)?;
    }
    // Instances that never ended are known by their ids only.
    let named = &summary.unclean.first;
    let unnamed = totals.cleanup_not_reached.iter().filter(|id| named.iter().all(|(other, _)| other != *id));
    let unnamed: Vec<_> = unnamed.collect();
    let shown = 20usize.saturating_sub(named.len());
    unnamed.iter().take(shown).try_for_each(|id| writeln!(out, "  {}", one_line(id)))?;
    more(out, unnamed.len().saturating_sub(shown))
}

/// `3 scenarios: 2 passed, 1 failed`; verdicts that nothing has are left out.
fn counts(totals: &Totals, paint: Paint) -> String {
    let all = totals.instances();
    let by_verdict = [
        (totals.passed, Verdict::Passed),
        (totals.failed, Verdict::Failed),
        (totals.errored, Verdict::Errored),
        (totals.skipped, Verdict::Skipped),
    ];
    let mut parts: Vec<String> = by_verdict
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verdict)| paint.verdict(*verdict, &format!("{count} {}", verdict.as_str())))
        .collect();
    if totals.invalid_files > 0 {
        let text = format!("{} invalid {}", totals.invalid_files, plural(totals.invalid_files, "file"));
        parts.push(paint.verdict(Verdict::Errored, &text));
    }
    let colon = if parts.is_empty() { "" } else { ": " };
    format!("{all} {}{colon}{}", plural(all, "scenario"), parts.join(", "))
}

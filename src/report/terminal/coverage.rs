//! The table of what was exercised of each OpenAPI document.

use std::io::{Result, Write};

use super::options::TerminalOptions;
use crate::model::Coverage;
use crate::report::coverage::rows;
use crate::report::style::Paint;
use crate::report::text::one_line;

/// What is missing is named so often without `-v`.
const NAMED: usize = 5;

pub(super) fn write(
    coverage: &Coverage,
    options: TerminalOptions,
    paint: Paint,
    out: &mut dyn Write,
) -> Result<()> {
    for document in &coverage.documents {
        let title = format!("Coverage of {}", one_line(&document.name));
        writeln!(out, "\n{}", paint.bold(&title))?;
        for row in rows(document, if options.verbose { usize::MAX } else { NAMED }) {
            let count = format!("{} of {}", row.share.covered, row.share.total);
            let line = format!("  {:<10} {count:>12} {:>6}", row.dimension, row.percent());
            if row.missing.is_empty() {
                writeln!(out, "{line}")?;
            } else if options.verbose {
                writeln!(out, "{line}  missing:")?;
                row.missing.iter().try_for_each(|name| writeln!(out, "    {name}"))?;
            } else {
                writeln!(out, "{line}  missing: {}", row.missing_line())?;
            }
        }
    }
    Ok(())
}

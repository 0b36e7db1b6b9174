//! The table of what was exercised of each OpenAPI document.

use std::io::{Result, Write};

use super::escape::cell;
use super::parts::{MESSAGE, cut};
use crate::model::Coverage;
use crate::report::coverage::rows;

/// What is missing is named so often.
const NAMED: usize = 10;

pub(super) fn write(coverage: &Coverage, out: &mut dyn Write) -> Result<()> {
    if coverage.is_empty() {
        return Ok(());
    }
    out.write_all(b"### Coverage\n\n| Document | Of | Covered | | Missing |\n|---|---|---:|---:|---|\n")?;
    for document in &coverage.documents {
        for row in rows(document, NAMED) {
            writeln!(
                out,
                "| {} | {} | {} of {} | {} | {} |",
                cell(&cut(&document.name, MESSAGE)),
                row.dimension,
                row.share.covered,
                row.share.total,
                row.percent(),
                cell(&cut(&row.missing_line(), MESSAGE))
            )?;
        }
    }
    out.write_all(b"\n")
}

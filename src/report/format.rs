//! The seam between outcomes and report formats.

use std::io::{Result, Write};

use crate::model::{InstanceOutcome, RunHeader, Totals};

/// A report format. It gets the instances one by one in plan order and writes as it goes, so that no report is ever
/// held in memory as a whole.
pub trait Format {
    /// What the run came to, where that is known before the report is begun; called before [`start`](Self::start).
    fn totals_known(&mut self, _totals: &Totals) {}

    /// Before the first instance.
    fn start(&mut self, header: &RunHeader, out: &mut dyn Write) -> Result<()>;

    /// One instance.
    fn instance(&mut self, outcome: &InstanceOutcome, out: &mut dyn Write) -> Result<()>;

    /// After the last instance.
    fn end(&mut self, totals: &Totals, out: &mut dyn Write) -> Result<()>;
}

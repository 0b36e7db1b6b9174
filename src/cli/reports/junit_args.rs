//! Options of the JUnit report.

use clap::{Args, ValueEnum};

/// How JUnit is written.
#[derive(Debug, Clone, Args)]
pub struct JunitArgs {
    /// JUnit: a case per step or per scenario
    #[arg(long, value_name = "WHAT", default_value = "step")]
    pub junit_case: JunitCase,
    /// JUnit: omit attributes that are in no schema (`file`, `line`)
    #[arg(long)]
    pub junit_strict: bool,
}

/// Granularity of JUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JunitCase {
    /// A case per step
    Step,
    /// A case per scenario
    Scenario,
}

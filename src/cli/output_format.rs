//! The formats that several commands write their results in.

use clap::ValueEnum;

/// `--format` of `list`, `inputs` and `mutate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    Text,
    /// A JSON document
    Json,
}

//! How much a diagnostic matters.

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the file runs.
    Warning,
    /// The file does not run.
    Error,
}

impl Severity {
    /// The word in `path:line:column: severity[code]: message`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

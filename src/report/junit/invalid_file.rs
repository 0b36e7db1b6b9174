//! A file that has no results.

/// A file that could not be run for its errors.
#[derive(Debug, Clone)]
pub struct InvalidFile {
    /// The file as people know it.
    pub path: String,
    /// Its rendered diagnostics.
    pub messages: Vec<String>,
    /// Line of the first one.
    pub line: usize,
}

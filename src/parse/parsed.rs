//! Files as they come in, and what is known after they were read.

use std::collections::HashSet;
use std::sync::Arc;

use super::files::Contents;
use crate::diag::{Diagnostic, Sink};
use crate::lang::Compiler;
use crate::model::Project;
use crate::source::FileId;

/// A text that was loaded, or why it could not be.
pub struct Loaded {
    /// The path as people know it, with `/`.
    pub path: Arc<str>,
    /// Its text.
    pub text: Result<String, Diagnostic>,
}

/// What was read.
pub struct Parsed {
    /// Texts, configuration and scenarios; scenarios with errors are there too, `check` decides.
    pub project: Project,
    /// Compiles the texts of further files.
    pub(super) compiler: Compiler,
    /// All findings so far.
    pub sink: Sink,
    /// Bytes of the files that were named.
    pub contents: Contents,
    /// Files whose YAML is wrong: what is an input in them is not known.
    pub(super) unparsed: HashSet<FileId>,
}

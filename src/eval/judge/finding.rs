//! An expectation that is not met.

use crate::model::{Kind, Mismatch};
use crate::source::Span;

/// An expectation that is not met, and where it is written.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of expectation.
    pub kind: Kind,
    /// The line that asks for it.
    pub span: Span,
    /// Why it is not met.
    pub mismatch: Mismatch,
}

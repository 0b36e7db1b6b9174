//! Limits on texts that are compiled. They keep every recursion shallow, also in a debug build on a small stack.

pub use crate::vocabulary::limits::{
    EXPRESSION_BYTES, EXPRESSION_DEPTH, EXPRESSION_OPERATORS, REGEX_BYTES, TEMPLATE_BYTES,
};

/// Bytes of a compiled regular expression.
pub const REGEX_SIZE: usize = 10 * 1024 * 1024;

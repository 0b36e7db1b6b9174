//! Limits on texts that are compiled. They keep every recursion shallow, also in a debug build on a small stack.

/// Bytes of one expression.
pub const EXPRESSION_BYTES: usize = 8 * 1024;

/// Brackets and prefix operators that may be open at once in an expression.
pub const EXPRESSION_DEPTH: usize = 64;

/// Operators, filters and dots in an expression.
pub const EXPRESSION_OPERATORS: usize = 400;

/// Bytes of one text with `${…}`.
pub const TEMPLATE_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a regular expression.
pub const REGEX_BYTES: usize = 16 * 1024;

/// Bytes of a compiled regular expression.
pub const REGEX_SIZE: usize = 10 * 1024 * 1024;

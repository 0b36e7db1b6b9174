//! Questions about the headers of a request.

use std::sync::Arc;

/// Tells whether there is a header of that name, in whatever case.
pub fn has(headers: &[(Arc<str>, String)], name: &str) -> bool {
    headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
}

/// True for what would end a line of the request's head.
pub fn line_break(value: &str) -> bool {
    value.contains(['\r', '\n', '\0'])
}

//! Percent-encoding of values in URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 §2.3.
pub const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a value for a place between `/` or behind `=`.
pub fn percent_encoded(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, UNRESERVED)
}

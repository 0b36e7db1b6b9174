//! Names with values: queries, headers, cookies, forms.

use std::sync::Arc;

use super::Data;
use crate::source::Spanned;

/// A map of names to values; a list repeats the name.
pub type Entries = Vec<Entry>;

/// One name of a query, header, cookie or form map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: Spanned<Arc<str>>,
    /// A scalar, a list of scalars, or `null`, which leaves the entry out.
    pub value: Data,
    /// Comes from `defaults`, and so goes only to the origin of `base_url`.
    pub inherited: bool,
}

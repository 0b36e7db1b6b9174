//! Filters: ours here, the rest through minijinja, which calls ours where a filter of its own takes one (`map`).

mod apply;
mod arguments;
mod encoding;
mod foreign;
mod number;
mod own;
mod value_tests;

pub use apply::{apply, test};
pub use encoding::hex;

//! JSON texts (RFC 8259): the reader and the writer of bodies.
//!
//! `serde_json` knows numbers of 64 bits and doubles only, has its errors in English only, and refuses escapes of lone
//! surrogates, which some servers send. The reader here is as fast; the writer has the layout of `serde_json`, byte by byte.

mod error;
mod names;
mod reader;
mod scan;
mod string;
mod writer;

#[cfg(test)]
mod tests;

pub use error::{JsonError, JsonErrorKind};
pub use reader::{Reading, read, read_prefix};
pub use writer::JsonText;

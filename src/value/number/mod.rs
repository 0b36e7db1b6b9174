//! JSON numbers that keep their digits.
//!
//! A number is the text that was written or received; what it is worth is worked out when somebody asks. So `1.10` is shown
//! and sent as `1.10`, equals `1.1`, and no digit of an identifier of any length is lost. Integers of 64 bits, which most
//! numbers are, are held as such.
//!
//! The arithmetic is ours, over the integers of `num-bigint` (which `jsonschema` needs anyway): the crates for decimals
//! either have a fixed number of digits or do not keep what was written, and what is needed fits into two small files.

mod arithmetic;
mod convert;
mod decimal;
mod error;
mod parts;
mod repr;
mod text;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use arithmetic::Rounding;
pub use error::NumberError;
pub use repr::Number;
pub(super) use text::number_end;

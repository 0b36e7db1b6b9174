//! Why there is no result.

use std::fmt;

use crate::vocabulary::limits::{NUMBER_DIGITS, NUMBER_EXPONENT};

/// Why a number cannot be worked with, or has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// More digits, or a larger exponent, than are worked with.
    TooLong,
    /// Division by zero, also of a power of zero with a negative exponent.
    DivisionByZero,
    /// The exponent of a power has a fraction.
    FractionalExponent,
}

impl fmt::Display for NumberError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberError::TooLong => {
                write!(
                    out,
                    "the number has more than {NUMBER_DIGITS} digits or an exponent beyond {NUMBER_EXPONENT}"
                )
            }
            NumberError::DivisionByZero => out.write_str("division by zero"),
            NumberError::FractionalExponent => out.write_str("the exponent of `**` must be an integer"),
        }
    }
}

impl std::error::Error for NumberError {}

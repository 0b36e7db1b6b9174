//! Numbers from and to those of Rust and of `serde_json`.

use std::str::FromStr;

use num_bigint::BigUint;

use super::repr::{Number, Repr};
use super::text;
use crate::vocabulary::limits::NUMBER_DIGITS;

macro_rules! from_integer {
    ($($type:ty),*) => {
        $(impl From<$type> for Number {
            fn from(integer: $type) -> Self {
                match i64::try_from(integer) {
                    Ok(integer) => Number(Repr::Integer(integer)),
                    Err(_) => Number::from_grammatical(&integer.to_string()),
                }
            }
        })*
    };
}

from_integer!(i32, i64, i128, u16, u32, u64, usize);

impl Number {
    /// The shortest number that is nearest to this double, written as `serde_json` does (`1.0`, `1e100`); `None` for
    /// infinity and NaN, which JSON lacks.
    pub fn from_f64(double: f64) -> Option<Self> {
        serde_json::Number::from_f64(double).map(|number| Number::from(&number))
    }
}

impl Number {
    /// An integer without a sign in another base, such as `ff` in base 16, written in base 10. `None` for what is not one,
    /// or has more digits than are worked with.
    pub fn from_radix(digits: &str, radix: u32) -> Option<Self> {
        if digits.len() > NUMBER_DIGITS || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return None;
        }
        let integer = BigUint::parse_bytes(digits.as_bytes(), radix)?;
        Some(Number::from_grammatical(&integer.to_string()))
    }

    /// A number as people write it: also with a plus, with zeros before it, or without digits on one side of the point.
    pub fn from_lenient(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => ("-", unsigned),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = unsigned.split_at(unsigned.find(['e', 'E']).unwrap_or(unsigned.len()));
        if !mantissa.contains(|digit: char| digit.is_ascii_digit()) {
            return None;
        }
        let digits = mantissa.trim_start_matches('0');
        let digits = digits.strip_suffix('.').filter(|whole| !whole.contains('.')).unwrap_or(digits);
        let zero = if digits.starts_with(|first: char| first.is_ascii_digit()) { "" } else { "0" };
        format!("{sign}{zero}{digits}{exponent}").parse().ok()
    }
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        match number.as_i64() {
            Some(integer) => integer.into(),
            None => Number::from_grammatical(&number.to_string()),
        }
    }
}

/// The same number, or the nearest one that `serde_json` can hold: a reader for whom that matters does not use its numbers.
impl From<&Number> for serde_json::Number {
    fn from(number: &Number) -> Self {
        if number.is_written_as_integer() {
            // To serde_json `-0` is a double.
            if let Some(integer) =
                number.as_i64().filter(|integer| *integer != 0 || !number.written().starts_with('-'))
            {
                return integer.into();
            }
            if let Some(integer) = number.as_u64().filter(|integer| *integer != 0) {
                return integer.into();
            }
        }
        let largest = if number.is_negative() { f64::MIN } else { f64::MAX };
        serde_json::Number::from_f64(number.as_f64().unwrap_or(largest)).unwrap_or_else(|| 0.into())
    }
}

/// The text is no JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        match text::number_end(text.as_bytes()) {
            Ok(length) if length == text.len() => Ok(Number::from_grammatical(text)),
            _ => Err(NotANumber),
        }
    }
}

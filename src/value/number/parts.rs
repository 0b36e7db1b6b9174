//! What the text of a number is worth: the one normal form by which numbers are compared and hashed.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::error::NumberError;
use crate::vocabulary::limits::{NUMBER_DIGITS, NUMBER_EXPONENT};

/// `±0.ddd… × 10^magnitude`, the first and the last digit not zero; zero has no digits, no sign and no magnitude.
///
/// Exponents beyond 64 bits are all taken for the same: whoever gives a verdict refuses such a number before
/// ([`super::Number::check_length`]), so that here it only needs an order.
pub(super) struct Parts<'t> {
    negative: bool,
    /// The digits before the point and those behind it, together without zeros at either end.
    digits: [&'t [u8]; 2],
    magnitude: i64,
    /// As written.
    exponent: i64,
    written_digits: usize,
}

impl<'t> Parts<'t> {
    /// Takes the text of a number apart, which follows the grammar of JSON.
    pub(super) fn of(text: &'t str) -> Self {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], exponent(&unsigned[at + 1..])),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written_digits = whole.len() + fraction.len();
        let mut digits = [without_leading(whole.as_bytes()), without_trailing(fraction.as_bytes())];
        let mut magnitude = digits[0].len() as i64;
        if digits[0].is_empty() {
            let significant = without_leading(digits[1]);
            magnitude = significant.len() as i64 - digits[1].len() as i64;
            digits[1] = significant;
        }
        if digits[1].is_empty() {
            digits[0] = without_trailing(digits[0]);
        }
        let zero = digits[0].is_empty() && digits[1].is_empty();
        Parts {
            negative: negative && !zero,
            digits,
            magnitude: if zero { 0 } else { exponent.saturating_add(magnitude) },
            exponent,
            written_digits,
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.digits[0].iter().chain(self.digits[1]).copied()
    }

    fn count(&self) -> usize {
        self.digits[0].len() + self.digits[1].len()
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative
    }

    pub(super) fn is_zero(&self) -> bool {
        self.count() == 0
    }

    pub(super) fn is_integer(&self) -> bool {
        self.magnitude >= self.count() as i64
    }

    /// The integer that it is, unless it has more than 37 digits.
    pub(super) fn integer(&self) -> Option<i128> {
        if !self.is_integer() || self.magnitude > 37 {
            return None;
        }
        let digits = self.digits().fold(0, |value: i128, digit| value * 10 + i128::from(digit - b'0'));
        let value = digits * 10_i128.pow(u32::try_from(self.magnitude - self.count() as i64).ok()?);
        Some(if self.negative { -value } else { value })
    }

    pub(super) fn check_length(&self) -> Result<(), NumberError> {
        let fits = self.written_digits <= NUMBER_DIGITS && self.exponent.unsigned_abs() <= NUMBER_EXPONENT;
        if fits { Ok(()) } else { Err(NumberError::TooLong) }
    }

    /// The order of two numbers that are both not negative.
    fn cmp_size(&self, other: &Self) -> Ordering {
        // Zero has the magnitude 0, which a small fraction is below.
        (!self.is_zero(), self.magnitude)
            .cmp(&(!other.is_zero(), other.magnitude))
            .then_with(|| self.digits().cmp(other.digits()))
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.cmp_size(other),
            (true, true) => other.cmp_size(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }

    pub(super) fn hash<H: Hasher>(&self, hasher: &mut H) {
        (self.negative, self.magnitude, self.count()).hash(hasher);
        self.digits().for_each(|digit| hasher.write_u8(digit));
    }
}

fn without_leading(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

fn without_trailing(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
    &digits[..digits.len() - zeros]
}

/// The exponent with its sign; the largest of 64 bits where it is beyond them.
fn exponent(text: &str) -> i64 {
    let limit = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    text.parse().unwrap_or(limit)
}

//! Decimals that arithmetic works on: an integer of any length and a power of ten.

use num_bigint::{BigInt, Sign};

use super::error::NumberError;
use super::parts::Parts;
use super::repr::Number;
use crate::vocabulary::limits::{NUMBER_DIGITS, NUMBER_EXPONENT};

/// Zeros that a result may be filled up with before it is written with an exponent.
const FILLED: usize = 20;

/// `coefficient × 10^exponent`.
#[derive(Debug, Clone)]
pub(super) struct Decimal {
    pub(super) coefficient: BigInt,
    pub(super) exponent: i64,
}

impl TryFrom<&Number> for Decimal {
    type Error = NumberError;

    fn try_from(number: &Number) -> Result<Self, NumberError> {
        let text = number.written();
        Parts::of(&text).check_length()?;
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse().map_err(|_| NumberError::TooLong)?),
            None => (&*text, 0),
        };
        let fraction = mantissa.find('.').map_or(0, |point| mantissa.len() - point - 1);
        let digits = mantissa.replace('.', "").parse().map_err(|_| NumberError::TooLong)?;
        Ok(Decimal { coefficient: digits, exponent: exponent - fraction as i64 })
    }
}

/// 10 to a power.
pub(super) fn ten_to(power: usize) -> BigInt {
    BigInt::from(10).pow(u32::try_from(power).unwrap_or(u32::MAX))
}

/// The quotient, rounded towards zero, and the rest.
pub(super) fn div_rem(left: &BigInt, right: &BigInt) -> (BigInt, BigInt) {
    let quotient = left / right;
    let rest = left - &quotient * right;
    (quotient, rest)
}

/// The digits of an integer, without its sign.
pub(super) fn digits(integer: &BigInt) -> usize {
    integer.magnitude().to_str_radix(10).len()
}

impl Decimal {
    /// Two decimals with the smaller one of their exponents.
    pub(super) fn aligned(left: Self, right: Self) -> (BigInt, BigInt, i64) {
        let exponent = left.exponent.min(right.exponent);
        let scaled = |decimal: Self| decimal.coefficient * ten_to((decimal.exponent - exponent) as usize);
        (scaled(left), scaled(right), exponent)
    }

    /// Removes zeros at the end of the coefficient as long as the exponent stays at most this.
    pub(super) fn reduced(mut self, most: i64) -> Self {
        let ten = BigInt::from(10);
        while self.exponent < most {
            let (quotient, rest) = div_rem(&self.coefficient, &ten);
            if rest.sign() != Sign::NoSign || quotient.sign() == Sign::NoSign {
                break;
            }
            self = Decimal { coefficient: quotient, exponent: self.exponent + 1 };
        }
        self
    }

    /// The number, with all of its digits: `250`, `0.10`, or `2.5e40` where too many zeros would be needed.
    pub(super) fn into_number(self) -> Result<Number, NumberError> {
        let digits = self.coefficient.magnitude().to_str_radix(10);
        let (digits, exponent) = match digits.len() > NUMBER_DIGITS {
            false => (&*digits, self.exponent),
            true => {
                let significant = digits.trim_end_matches('0');
                (significant, self.exponent + (digits.len() - significant.len()) as i64)
            }
        };
        if digits.len() > NUMBER_DIGITS {
            return Err(NumberError::TooLong);
        }
        let sign = if self.coefficient.sign() == Sign::Minus { "-" } else { "" };
        let text = layout(digits, exponent).ok_or(NumberError::TooLong)?;
        Ok(Number::from_grammatical(&format!("{sign}{text}")))
    }
}

/// Digits with their point; `None` where the exponent is too large.
fn layout(digits: &str, exponent: i64) -> Option<String> {
    if digits == "0" {
        let places =
            if (-(FILLED as i64)..0).contains(&exponent) { exponent.unsigned_abs() as usize } else { 0 };
        return Some(if places == 0 { "0".to_owned() } else { format!("0.{:0<places$}", "") });
    }
    let count = digits.len();
    let fits = |filled: usize| filled <= FILLED && count + filled <= NUMBER_DIGITS;
    if let Ok(zeros) = usize::try_from(exponent)
        && fits(zeros)
    {
        return Some(format!("{digits}{:0<zeros$}", ""));
    }
    let places = usize::try_from(exponent.unsigned_abs()).ok()?;
    if exponent < 0 && places < count {
        let (whole, fraction) = digits.split_at(count - places);
        return Some(format!("{whole}.{fraction}"));
    }
    if exponent < 0 && fits(places + 1 - count) {
        return Some(format!("0.{digits:0>places$}"));
    }
    let magnitude = exponent.saturating_add(count as i64 - 1);
    if magnitude.unsigned_abs() > NUMBER_EXPONENT {
        return None;
    }
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{first}{point}{rest}e{magnitude}"))
}

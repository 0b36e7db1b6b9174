//! Exact arithmetic. A result has the digits that the General Decimal Arithmetic specification (the decimals of IEEE 754)
//! gives it: `1.10 + 1.10` is `2.20`, `2.5 * 2` is `5.0`, `10 / 4` is `2.5`; but nothing is rounded except by [`Number::divide`]
//! and [`Number::round`].

use num_bigint::{BigInt, Sign};

use super::decimal::{Decimal, digits, div_rem, ten_to};
use super::error::NumberError;
use super::repr::{Number, Repr};
use crate::vocabulary::limits::NUMBER_EXPONENT;

/// Digits of a quotient, those of a decimal of 128 bits.
const QUOTIENT_DIGITS: usize = 34;

/// Where a number goes that is between two that fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearer one; from the middle away from zero.
    Nearest,
    /// To the larger one.
    Up,
    /// To the smaller one.
    Down,
    /// To the one that is nearer to zero.
    TowardsZero,
}

type Result<T = Number> = std::result::Result<T, NumberError>;

/// Applies the operation of 64 bits where both are such integers and the result is one.
fn small(left: &Number, right: &Number, op: impl Fn(i64, i64) -> Option<i64>) -> Option<Number> {
    match (&left.0, &right.0) {
        (Repr::Integer(left), Repr::Integer(right)) => op(*left, *right).map(Number::from),
        _ => None,
    }
}

fn both(left: &Number, right: &Number) -> Result<(Decimal, Decimal)> {
    Ok((left.try_into()?, right.try_into()?))
}

impl Number {
    /// `a + b`.
    pub fn add(&self, other: &Number) -> Result {
        if let Some(sum) = small(self, other, i64::checked_add) {
            return Ok(sum);
        }
        let (left, right) = both(self, other)?;
        let (left, right, exponent) = Decimal::aligned(left, right);
        Decimal { coefficient: left + right, exponent }.into_number()
    }

    /// `a - b`.
    pub fn subtract(&self, other: &Number) -> Result {
        match small(self, other, i64::checked_sub) {
            Some(difference) => Ok(difference),
            None => self.add(&other.negate()?),
        }
    }

    /// `a * b`.
    pub fn multiply(&self, other: &Number) -> Result {
        if let Some(product) = small(self, other, i64::checked_mul) {
            return Ok(product);
        }
        let (left, right) = both(self, other)?;
        Decimal {
            coefficient: left.coefficient * right.coefficient,
            exponent: left.exponent + right.exponent,
        }
        .into_number()
    }

    /// `a / b`, rounded half to even at 34 digits.
    pub fn divide(&self, other: &Number) -> Result {
        let (left, right) = both(self, other)?;
        if right.coefficient.sign() == Sign::NoSign {
            return Err(NumberError::DivisionByZero);
        }
        let ideal = left.exponent - right.exponent;
        let more =
            (QUOTIENT_DIGITS + 1 + digits(&right.coefficient)).saturating_sub(digits(&left.coefficient));
        let (quotient, rest) = div_rem(&(left.coefficient * ten_to(more)), &right.coefficient);
        let exact = rest.sign() == Sign::NoSign;
        let mut quotient = Decimal { coefficient: quotient, exponent: ideal - more as i64 };
        if exact {
            quotient = quotient.reduced(ideal);
        }
        let surplus = digits(&quotient.coefficient).saturating_sub(QUOTIENT_DIGITS);
        if surplus > 0 {
            quotient = Decimal {
                coefficient: half_even(
                    &quotient.coefficient,
                    surplus,
                    exact,
                    self.is_negative() != other.is_negative(),
                ),
                exponent: quotient.exponent + surplus as i64,
            };
        }
        quotient.into_number()
    }

    /// `a // b`: the largest integer that is not above the quotient.
    pub fn floor_divide(&self, other: &Number) -> Result {
        self.floored(other, |quotient, _, _| Decimal { coefficient: quotient, exponent: 0 })
    }

    /// `a % b`, with the sign of `b`.
    pub fn remainder(&self, other: &Number) -> Result {
        self.floored(other, |_, rest, exponent| Decimal { coefficient: rest, exponent })
    }

    fn floored(&self, other: &Number, pick: impl Fn(BigInt, BigInt, i64) -> Decimal) -> Result {
        let (left, right) = both(self, other)?;
        let (left, right, exponent) = Decimal::aligned(left, right);
        if right.sign() == Sign::NoSign {
            return Err(NumberError::DivisionByZero);
        }
        let (mut quotient, mut rest) = div_rem(&left, &right);
        if rest.sign() != Sign::NoSign && rest.sign() != right.sign() {
            quotient -= 1;
            rest += right;
        }
        pick(quotient, rest, exponent).into_number()
    }

    /// `a ** n` with an integer `n`; where it is negative, rounded as a quotient is.
    pub fn power(&self, exponent: &Number) -> Result {
        if !exponent.is_integer() {
            return Err(NumberError::FractionalExponent);
        }
        if exponent.is_negative() {
            return Number::from(1).divide(&self.power(&exponent.negate()?)?);
        }
        // These have a power however large the exponent is.
        let one = Number::from(1);
        if exponent.is_zero() || *self == one {
            return Ok(one);
        }
        if self.is_zero() {
            return Ok(0.into());
        }
        if *self == Number::from(-1) {
            return if exponent.remainder(&2.into())?.is_zero() { Ok(one) } else { Ok((-1).into()) };
        }
        // Neither more digits nor a larger exponent than this can become a number by leaving zeros out.
        let most = 2 * NUMBER_EXPONENT;
        let times = exponent.as_u64().filter(|times| *times <= most).ok_or(NumberError::TooLong)?;
        let base = Decimal::try_from(self)?;
        if (digits(&base.coefficient) as u64 - 1) * times > most {
            return Err(NumberError::TooLong);
        }
        Decimal { coefficient: base.coefficient.pow(times as u32), exponent: base.exponent * times as i64 }
            .into_number()
    }

    /// `-a`.
    pub fn negate(&self) -> Result {
        match &self.0 {
            Repr::Integer(integer) if *integer != i64::MIN => Ok(Number::from(-integer)),
            _ => {
                let decimal = Decimal::try_from(self)?;
                Decimal { coefficient: -decimal.coefficient, exponent: decimal.exponent }.into_number()
            }
        }
    }

    /// The number without its sign.
    pub fn absolute(&self) -> Result {
        if self.is_negative() { self.negate() } else { Ok(self.clone()) }
    }

    /// Rounds at so many places behind the point; before it where negative.
    pub fn round(&self, places: i64, rounding: Rounding) -> Result {
        if matches!(self.0, Repr::Integer(_)) && places >= 0 {
            return Ok(self.clone());
        }
        let Decimal { coefficient, exponent } = Decimal::try_from(self)?;
        let surplus = places.saturating_neg().saturating_sub(exponent);
        if surplus <= 0 {
            return Ok(self.clone());
        }
        // However many digits are dropped beyond all that there are, nothing is left of them.
        let surplus = surplus.min(digits(&coefficient) as i64 + 1);
        let unit = ten_to(surplus as usize);
        let (mut quotient, rest) = div_rem(&coefficient, &unit);
        let negative = coefficient.sign() == Sign::Minus;
        let away = match rounding {
            Rounding::Nearest => BigInt::from(rest.magnitude().clone()) * 2 >= unit,
            Rounding::Up => !negative && rest.sign() != Sign::NoSign,
            Rounding::Down => negative && rest.sign() != Sign::NoSign,
            Rounding::TowardsZero => false,
        };
        if away {
            quotient += if negative { -1 } else { 1 };
        }
        Decimal { coefficient: quotient, exponent: places.saturating_neg() }.into_number()
    }
}

/// Drops so many digits. `exact`: nothing follows behind them.
fn half_even(coefficient: &BigInt, surplus: usize, exact: bool, negative: bool) -> BigInt {
    let unit = ten_to(surplus);
    let (quotient, rest) = div_rem(coefficient, &unit);
    let twice = BigInt::from(rest.magnitude().clone()) * 2;
    let up = twice > unit || (twice == unit && (!exact || quotient.bit(0)));
    match (up, negative) {
        (false, _) => quotient,
        (true, false) => quotient + 1,
        (true, true) => quotient - 1,
    }
}

//! What is wrong with the value of an option, as data: clap hands it on to `clap_error`.

use std::fmt;
use std::ops::RangeInclusive;

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidValue {
    /// A whole number is wanted.
    NotWhole,
    /// A whole number is wanted that is at least `least`, and at most `most` where that is worth saying.
    OutOfRange {
        /// The smallest that is accepted.
        least: u64,
        /// The largest, unless it is that of the type.
        most: Option<u64>,
    },
    /// What to write instead.
    Advice(String),
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidValue::NotWhole => f.write_str("expected an integer"),
            InvalidValue::OutOfRange { least, most: Some(most) } => {
                write!(f, "expected an integer from {least} to {most}")
            }
            InvalidValue::OutOfRange { least, most: None } => write!(f, "expected at least {least}"),
            InvalidValue::Advice(advice) => f.write_str(advice),
        }
    }
}

impl std::error::Error for InvalidValue {}

/// A value parser for whole numbers.
pub fn whole_number<T: TryFrom<u64>>(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, InvalidValue> + Clone + Send + Sync + 'static {
    move |text| {
        let number: i128 = text.parse().map_err(|_| InvalidValue::NotWhole)?;
        let (least, most) = (*range.start(), *range.end());
        u64::try_from(number)
            .ok()
            .filter(|number| range.contains(number))
            .and_then(|number| T::try_from(number).ok())
            .ok_or(InvalidValue::OutOfRange {
                least,
                most: Some(most).filter(|most| *most < u64::from(u32::MAX)),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_of_their_range_are_refused() {
        let jobs = whole_number::<u16>(1..=1000);
        assert_eq!(jobs("7"), Ok(7));
        assert_eq!(jobs("x"), Err(InvalidValue::NotWhole));
        for wrong in ["0", "-1", "1001", "70000"] {
            assert_eq!(jobs(wrong), Err(InvalidValue::OutOfRange { least: 1, most: Some(1000) }), "{wrong}");
        }
        let unbounded = whole_number::<u32>(1..=u64::from(u32::MAX));
        assert_eq!(unbounded("0"), Err(InvalidValue::OutOfRange { least: 1, most: None }));
        assert_eq!(whole_number::<u64>(0..=u64::MAX)("18446744073709551615"), Ok(u64::MAX));
    }
}

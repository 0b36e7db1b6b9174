//! Against integers of 128 bits, doubles and `serde_json`.

use proptest::prelude::*;

use super::tests::{hash, number};
use super::*;

/// A number, and the same as a count of 10^-12.
fn decimals() -> impl Strategy<Value = (Number, i128)> {
    let mantissa = prop_oneof![-30_i64..30, -100_000_i64..100_000, any::<i64>()];
    (mantissa, 0_u32..=12, 0_u32..4, any::<bool>()).prop_map(|(mantissa, scale, zeros, exponent)| {
        let count = i128::from(mantissa) * 10_i128.pow(12 - scale);
        let more = "0".repeat(zeros as usize);
        let text = match (exponent, scale) {
            (true, _) => format!("{mantissa}.{more}0e-{scale}"),
            (false, 0) => mantissa.to_string(),
            (false, _) => {
                let digits = format!("{:0>1$}", mantissa.unsigned_abs(), scale as usize + 1);
                let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
                format!("{}{whole}.{fraction}{more}", if mantissa < 0 { "-" } else { "" })
            }
        };
        (number(&text), count)
    })
}

/// The number that a count of 10^-12 is.
fn counted(count: i128) -> Number {
    number(&format!("{count}e-12"))
}

proptest! {

    #[test]
    fn order_and_hash_are_those_of_the_values((left, a) in decimals(), (right, b) in decimals()) {
        prop_assert_eq!(left.cmp(&right), a.cmp(&b));
        prop_assert_eq!(&left, &counted(a));
        prop_assert_eq!(hash(&left), hash(&counted(a)));
        prop_assert_eq!(left.is_integer(), a % 1_000_000_000_000 == 0);
    }

    #[test]
    fn sums_and_products_are_exact((left, a) in decimals(), (right, b) in decimals(), factor in -1_000_000_i64..1_000_000) {
        prop_assert_eq!(left.add(&right), Ok(counted(a + b)));
        prop_assert_eq!(left.subtract(&right), Ok(counted(a - b)));
        prop_assert_eq!(left.multiply(&factor.into()), Ok(counted(a * i128::from(factor))));
        prop_assert_eq!(left.negate(), Ok(counted(-a)));
    }

    #[test]
    fn a_quotient_and_a_rest_make_the_number((left, _) in decimals(), (right, b) in decimals()) {
        prop_assume!(b != 0);
        let (quotient, rest) = (left.floor_divide(&right)?, left.remainder(&right)?);
        prop_assert!(quotient.is_integer());
        prop_assert!(rest.is_zero() || rest.is_negative() == right.is_negative());
        prop_assert!(rest.absolute()? < right.absolute()?);
        prop_assert_eq!(&quotient.multiply(&right)?.add(&rest)?, &left);
    }

    #[test]
    fn a_quotient_is_off_by_half_a_digit_at_most((left, _) in decimals(), (right, b) in decimals()) {
        prop_assume!(b != 0);
        let quotient = left.divide(&right)?;
        let off = quotient.multiply(&right)?.subtract(&left)?.absolute()?;
        let most = left.absolute()?.multiply(&number("5e-34"))?;
        prop_assert!(off <= most, "{} / {} = {}", left, right, quotient);
        prop_assert_eq!(left.multiply(&right)?.divide(&right)?, left);
    }

    #[test]
    fn rounding_is_off_by_half_a_unit_at_most((value, a) in decimals(), places in -3_i64..14) {
        let rounded = value.round(places, Rounding::Nearest)?;
        let off = rounded.subtract(&value)?.absolute()?;
        let unit = number(&format!("1e{}", -places));
        prop_assert!(off.multiply(&2.into())? <= unit);
        prop_assert_eq!(value.round(0, Rounding::TowardsZero)?, Number::from((a / 1_000_000_000_000) as i64));
    }

    #[test]
    fn doubles_and_integers_come_back(double in any::<f64>(), signed in any::<i64>(), unsigned in any::<u64>()) {
        let (number, theirs) = (Number::from_f64(double), serde_json::Number::from_f64(double));
        prop_assert_eq!(number.as_ref().map(Number::to_string), theirs.map(|number| number.to_string()));
        prop_assert_eq!(number.and_then(|number| number.as_f64()), Some(double).filter(|double| double.is_finite()));
        prop_assert_eq!(Number::from(signed).as_i64(), Some(signed));
        prop_assert_eq!(Number::from(unsigned).as_u64(), Some(unsigned));
    }

    #[test]
    fn the_grammar_is_that_of_serde_json(text in "-?[0-9]{0,3}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?|[-0-9.eE+]{0,8}") {
        let theirs = serde_json::from_str::<serde_json::Number>(&text);
        prop_assert_eq!(text.parse::<Number>().is_ok(), theirs.is_ok());
        if let (Ok(ours), Ok(theirs)) = (text.parse::<Number>(), theirs) {
            prop_assert_eq!(ours.as_f64(), theirs.as_f64());
            prop_assert_eq!(ours.to_string(), text);
        }
    }
}

use std::hash::{DefaultHasher, Hash, Hasher};

use super::*;

pub(super) fn number(text: &str) -> Number {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

pub(super) fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

fn shown(result: Result<Number, NumberError>) -> String {
    result.map_or_else(|error| format!("{error:?}"), |number| number.to_string())
}

#[test]
fn a_number_is_shown_as_it_was_written() {
    let long = format!("-0.{}1e-7", "0".repeat(2000));
    for text in [
        "0",
        "-0",
        "1.10",
        "1E+2",
        "12345678901234567.25",
        "0.10000000000000000001",
        "9223372036854775808",
        &long,
    ] {
        assert_eq!(number(text).to_string(), text);
    }
    for text in ["", "-", "01", "-01", "+1", "1.", ".5", "1e", "1e+", "1.e1", "0x1", "1 ", "NaN", "1_0", "١"]
    {
        assert!(text.parse::<Number>().is_err(), "{text}");
    }
    assert_eq!(size_of::<Number>(), 24);
}

#[test]
fn what_people_write_is_read_leniently() {
    for (text, number) in [
        ("+5", "5"),
        (" 007 ", "7"),
        ("-0.50", "-0.50"),
        (".5e1", "0.5e1"),
        ("5.", "5"),
        ("00", "0"),
        ("-.0", "-0.0"),
        ("5.e3", "5e3"),
    ] {
        assert_eq!(
            Number::from_lenient(text).map(|number| number.to_string()).as_deref(),
            Some(number),
            "{text}"
        );
    }
    for text in ["", ".", "+", "-.", "1.2.3", ".0.", "0x1", "e3", "++1", "inf", "1e"] {
        assert_eq!(Number::from_lenient(text), None, "{text}");
    }
}

#[test]
fn equal_numbers_are_equal_however_they_are_written() {
    for alike in [
        vec!["0", "-0", "0.000", "0e99", "-0.0E-7"],
        vec!["1", "1.0", "1e0", "10e-1", "0.1e1", "0.00001E+5"],
        vec!["100", "1e2", "1.00e2", "0.1e3", "1000e-1"],
        vec!["-0.1", "-0.10", "-1e-1", "-0.01e1"],
        vec!["9223372036854775808", "9223372036854775808.0", "9.223372036854775808e18"],
        vec!["123456789012345678901234567890", "1.2345678901234567890123456789e29"],
    ] {
        for (left, right) in alike.iter().flat_map(|left| alike.iter().map(move |right| (left, right))) {
            assert_eq!(number(left), number(right), "{left} {right}");
            assert_eq!(hash(&number(left)), hash(&number(right)), "{left} {right}");
        }
    }
}

#[test]
fn numbers_are_ordered_exactly() {
    let ordered = [
        "-1e9999",
        "-1e300",
        "-9223372036854775809",
        "-9223372036854775808",
        "-1.5",
        "-1",
        "-1e-400",
        "0",
        "1e-99999999999999999999",
        "5e-324",
        "0.1",
        "0.10000000000000000001",
        "0.5",
        "9007199254740992",
        "9007199254740992.0000001",
        "9007199254740993",
        "9223372036854775807",
        "18446744073709551615",
        "18446744073709551616",
        "1e400",
        "1e99999999999999999999",
    ];
    for (left, one) in ordered.iter().enumerate() {
        for (right, other) in ordered.iter().enumerate() {
            assert_eq!(number(one).cmp(&number(other)), left.cmp(&right), "{one} and {other}");
        }
    }
}

#[test]
fn integers_are_told_by_their_value() {
    for (text, integer) in [("1.0", 1), ("1e2", 100), ("-1200e-2", -12), ("0.0", 0), ("-0", 0)] {
        assert!(number(text).is_integer());
        assert_eq!(number(text).as_i64(), Some(integer), "{text}");
    }
    for text in ["1e400", "123456789012345678901234567890", "18446744073709551616", "1e99999999999999999999"]
    {
        assert!(number(text).is_integer(), "{text}");
        assert_eq!((number(text).as_i64(), number(text).as_u64()), (None, None), "{text}");
    }
    for text in ["0.5", "1e-1", "12.34e1", "1.00000000000000000001"] {
        assert!(!number(text).is_integer(), "{text}");
        assert_eq!(number(text).as_i64(), None);
    }
    assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
    assert_eq!(number("1844674407370955161.50e1").as_u64(), Some(u64::MAX));
    assert_eq!(number("-1").as_u64(), None);
    assert!(number("100").is_written_as_integer() && !number("1e2").is_written_as_integer());
}

#[test]
fn doubles_are_the_nearest_ones() {
    assert_eq!(number("0.1").as_f64(), Some(0.1));
    assert_eq!(number("9007199254740993").as_f64(), Some(9007199254740992.0));
    assert_eq!(number("1e400").as_f64(), None);
    assert_eq!(number("1e-400").as_f64(), Some(0.0));
    assert_eq!(Number::from_f64(f64::NAN), None);
    assert_eq!(Number::from_f64(1.0).map(|one| one.to_string()).as_deref(), Some("1.0"));
    assert_eq!(serde_json::Number::from(&number("-1e400")).as_f64(), Some(f64::MIN));
    assert_eq!(serde_json::Number::from(&number("1e2")).to_string(), "100.0");
}

#[test]
fn only_numbers_that_are_used_must_be_short() {
    for (text, fits) in [
        ("1e10000", true),
        ("1e-10000", true),
        ("1e10001", false),
        ("1e-10001", false),
        ("1e99999999999999999999", false),
        (&"1".repeat(1000), true),
        (&"1".repeat(1001), false),
        (&format!("0.{}", "1".repeat(999)), true),
        (&format!("0.{}", "1".repeat(1000)), false),
    ] {
        assert_eq!(number(text).check_length().is_ok(), fits, "{text}");
        assert_eq!(number(text).add(&number("0.0")).is_ok(), fits, "{text}");
    }
}

#[test]
fn arithmetic_is_exact() {
    type Operation = fn(&Number, &Number) -> Result<Number, NumberError>;
    let operations: [(&str, Operation); 7] = [
        ("+", Number::add),
        ("-", Number::subtract),
        ("*", Number::multiply),
        ("/", Number::divide),
        ("//", Number::floor_divide),
        ("%", Number::remainder),
        ("**", Number::power),
    ];
    let sixes = "6".repeat(33);
    for (left, sign, right, result) in [
        ("0.1", "+", "0.2", "0.3"),
        ("1.10", "+", "1.10", "2.20"),
        ("9223372036854775807", "+", "1", "9223372036854775808"),
        ("1e20", "+", "1e-20", "100000000000000000000.00000000000000000001"),
        ("1e9000", "+", "1", "TooLong"),
        ("0.3", "-", "0.1", "0.2"),
        ("1", "-", "1.00", "0.00"),
        ("-9223372036854775808", "-", "1", "-9223372036854775809"),
        ("2.5", "*", "2", "5.0"),
        ("99999999999", "*", "99999999999", "9999999999800000000001"),
        ("1e9999", "*", "10", "1.0e10000"),
        ("1e9999", "*", "100", "TooLong"),
        ("10", "/", "4", "2.5"),
        ("10", "/", "5", "2"),
        ("1000", "/", "10", "100"),
        ("2.40", "/", "2", "1.20"),
        ("2", "/", "3", &format!("0.{sixes}7")),
        ("-2", "/", "3", &format!("-0.{sixes}7")),
        ("1", "/", "0.0", "DivisionByZero"),
        // 35 digits that end in a five: half to even.
        ("10000000000000000000000000000000005", "/", "10", "1000000000000000000000000000000000"),
        ("10000000000000000000000000000000015", "/", "10", "1000000000000000000000000000000002"),
        ("-10000000000000000000000000000000015", "/", "10", "-1000000000000000000000000000000002"),
        ("10000000000000000000000000000000025", "/", "10", "1000000000000000000000000000000002"),
        ("100000000000000000000000000000000051", "/", "100", "1000000000000000000000000000000001"),
        ("7", "//", "2", "3"),
        ("-7", "//", "2", "-4"),
        ("7.5", "//", "-2", "-4"),
        ("-9223372036854775808", "//", "-1", "9223372036854775808"),
        ("1", "//", "0", "DivisionByZero"),
        ("7", "%", "3", "1"),
        ("-7", "%", "3", "2"),
        ("7", "%", "-3", "-2"),
        ("0.3", "%", "0.1", "0.0"),
        ("12345678901234567890123", "%", "10", "3"),
        ("1", "%", "0", "DivisionByZero"),
        ("2", "**", "10", "1024"),
        ("2", "**", "100", "1267650600228229401496703205376"),
        ("10", "**", "30", "1000000000000000000000000000000"),
        ("10", "**", "5000", "1e5000"),
        ("10", "**", "10001", "TooLong"),
        ("1.5", "**", "2.0", "2.25"),
        ("2", "**", "-2", "0.25"),
        ("0", "**", "0", "1"),
        ("0", "**", "-1", "DivisionByZero"),
        ("-1", "**", "12345678901234567891", "-1"),
        ("1.0", "**", "1e300", "1"),
        ("3", "**", "1e300", "TooLong"),
        ("2", "**", "0.5", "FractionalExponent"),
    ] {
        let (_, operation) = operations.iter().find(|(name, _)| *name == sign).expect("an operation");
        assert_eq!(shown(operation(&number(left), &number(right))), result, "{left} {sign} {right}");
    }
}

#[test]
fn results_have_an_exponent_only_where_zeros_would_fill_them_up() {
    for (left, right, product) in [
        ("1e3", "2", "2000"),
        ("1e20", "25", "2500000000000000000000"),
        ("1e21", "25", "2.5e22"),
        ("1e-20", "1", "0.00000000000000000001"),
        ("1e-21", "1", "1e-21"),
        ("1.5e-30", "-1", "-1.5e-30"),
        ("0.00", "3", "0.00"),
        ("0e7", "3", "0"),
    ] {
        assert_eq!(shown(number(left).multiply(&number(right))), product, "{left} * {right}");
    }
}

#[test]
fn rounding_is_away_from_zero_at_a_half() {
    for (text, places, result) in [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.005", 2, "1.01"),
        ("0.05", 0, "0"),
        ("0.5", 0, "1"),
        ("42", 2, "42"),
        ("1.5", 3, "1.5"),
        ("15", -1, "20"),
        ("14", -1, "10"),
        ("5", -2, "0"),
        ("9.99", 1, "10.0"),
        ("1", i64::MIN, "0"),
        ("0.1", i64::MAX, "0.1"),
    ] {
        assert_eq!(shown(number(text).round(places, Rounding::Nearest)), result, "{text} at {places}");
    }
    for (text, places, up, down, cut) in [
        ("-2.9", 0, "-2", "-3", "-2"),
        ("12e-1", 0, "2", "1", "1"),
        ("0.001", 0, "1", "0", "0"),
        ("0.001", -3, "1000", "0", "0"),
        ("2.00", 1, "2.0", "2.0", "2.0"),
        ("1", i64::MIN, "TooLong", "0", "0"),
    ] {
        let rounded = [Rounding::Up, Rounding::Down, Rounding::TowardsZero]
            .map(|rounding| shown(number(text).round(places, rounding)));
        assert_eq!(rounded, [up, down, cut], "{text}");
    }
    assert_eq!(shown(number("-0.10").absolute()), "0.10");
    assert_eq!(shown(number("-9223372036854775808").absolute()), "9223372036854775808");
}

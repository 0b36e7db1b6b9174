//! Numbers in a JSON text that neither 64 bits nor a double can hold.
//!
//! A double holds a number if it prints back to the same value: `0.1` and `1.10` do, `0.1234567890123456789`,
//! `18446744073709551616` and `1e400` do not.

use std::ops::Range;

/// Digits that every double holds.
const ALWAYS_HELD: usize = 15;

/// A number that cannot be held.
#[derive(Debug, PartialEq)]
pub struct Inexact {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// The nearest double, finite.
    pub nearest: f64,
}

/// True where such a number may be in the text. Cheap: looks at every 16th byte, since a number with more than 15 digits
/// is 16 bytes long at least, and for negative exponents; a positive one that is too large stops the parser anyway.
pub fn maybe_inexact(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = ALWAYS_HELD;
    while at < bytes.len() {
        if part_of_number(bytes[at]) {
            let before = bytes[..at].iter().rev().take_while(|byte| part_of_number(**byte)).count();
            let behind = bytes[at..].iter().take_while(|byte| part_of_number(**byte)).count();
            if before + behind > ALWAYS_HELD {
                return true;
            }
        }
        at += ALWAYS_HELD + 1;
    }
    let tiny = |marker: &str| {
        text.match_indices(marker).any(|(at, _)| {
            at > 0
                && bytes[at - 1].is_ascii_digit()
                && bytes[at + 2..].iter().take_while(|byte| byte.is_ascii_digit()).count() > 2
        })
    };
    tiny("e-") || tiny("E-")
}

fn part_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// Every number of the text that cannot be held, in order. The text need not be well-formed.
pub fn inexact(text: &str) -> Vec<Inexact> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let length = bytes[at..].iter().take_while(|byte| part_of_number(**byte)).count();
                let token = &text[at..at + length];
                if let Some(nearest) = rounded(token) {
                    found.push(Inexact { range: at..at + length, nearest });
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    found
}

/// How many values a JSON text has, counted no further than one beyond the limit.
pub fn count_values(text: &str, limit: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() && count <= limit {
        match bytes[at] {
            b'"' => {
                at = end_of_string(bytes, at);
                // A key is no value; blanks before its colon are rare and count it as one.
                count += usize::from(bytes.get(at) != Some(&b':'));
            }
            b'[' | b'{' => {
                count += 1;
                at += 1;
            }
            b',' | b':' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t' => at += 1,
            _ => {
                count += 1;
                at += 1;
                while at < bytes.len()
                    && !matches!(bytes[at], b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t')
                {
                    at += 1;
                }
            }
        }
    }
    count
}

/// One past the closing quote.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The nearest double of a number that none holds; `None` for one that is held, or is no number.
fn rounded(token: &str) -> Option<f64> {
    if !token.contains(['.', 'e', 'E']) && (token.parse::<i64>().is_ok() || token.parse::<u64>().is_ok()) {
        return None;
    }
    let double: f64 = token.parse().ok()?;
    if double.is_infinite() {
        return Some(f64::MAX.copysign(double));
    }
    (decimal(token)? != decimal(&format!("{double:e}"))?).then_some(double)
}

/// Significant digits and the power of ten of the first one; zero has no digits.
fn decimal(token: &str) -> Option<(String, i64)> {
    let token = token.strip_prefix('-').unwrap_or(token);
    let (mantissa, exponent) = token.split_once(['e', 'E']).unwrap_or((token, "0"));
    // Beyond 64 bits no two exponents of this text are told apart, and none is that of a double.
    let exponent = exponent.parse::<i64>().unwrap_or(i64::MAX / 2);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let significant = digits.trim_matches('0');
    if significant.is_empty() {
        return Some((String::new(), 0));
    }
    let first = whole.len() as i64 - 1 - zeros as i64;
    Some((significant.to_owned(), exponent.saturating_add(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_holds_what_prints_back() {
        for held in [
            "0",
            "-0",
            "0.1",
            "1.10",
            "1e23",
            "100",
            "1.7976931348623157e308",
            "5e-324",
            "18446744073709551615",
            "-9223372036854775808",
            "0.30000000000000004",
            "9007199254740993",
            "1E2",
            "0e999",
            "123456789012345.0",
        ] {
            assert_eq!(rounded(held), None, "{held}");
        }
        for lost in [
            "0.1234567890123456789",
            "18446744073709551616",
            "-9223372036854775809",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993.0",
            "1.00000000000000000001",
            "1e99999999999999999999",
        ] {
            assert!(rounded(lost).is_some(), "{lost}");
        }
    }

    #[test]
    fn a_text_that_holds_one_is_suspected() {
        let padding = " ".repeat(40);
        for lost in
            ["0.1234567890123456789", "18446744073709551616", "1e-400", "1E-400", "1.00000000000000000001"]
        {
            for shift in 0..20 {
                let text = format!("{}[{lost}]{padding}", &padding[..shift]);
                assert!(maybe_inexact(&text), "{text}");
                assert_eq!(inexact(&text).len(), 1);
            }
        }
        let plain =
            r#"{"documentId":"01f9af91-6678-4cb0-a53b-00000000000a","at":1700000000000,"price":12.5}"#;
        assert!(!maybe_inexact(plain));
    }

    #[test]
    fn values_are_counted_and_keys_are_not() {
        for (text, count) in [
            ("1", 1),
            ("[]", 1),
            (r#"{"a":[1,"b",null,{}],"c":"\"x"}"#, 7),
            ("[1, 2 ,\n3]", 4),
            (r#""a:b""#, 1),
        ] {
            assert_eq!(count_values(text, 100), count, "{text}");
        }
        assert_eq!(count_values("[1,1,1,1,1]", 3), 4);
    }
}

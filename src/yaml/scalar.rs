//! What a plain scalar means: YAML 1.2.2 §10.3 (core schema), in scenarios without the forms that readers misread.

use crate::value::Number;
use crate::vocabulary::limits::NUMBER_DIGITS;

/// The value of an unquoted scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain {
    /// Nothing, or `~`.
    Nothing,
    /// The word `null`.
    Null,
    Bool(bool),
    /// A number of JSON.
    Number(Number),
    Text,
}

/// Resolves an unquoted scalar of a scenario. The error says why it must be quoted.
pub fn strict(text: &str) -> Result<Plain, String> {
    if let Some(plain) = word(text) {
        return Ok(plain);
    }
    if is_no_json_number(text) {
        return Err("JSON cannot represent this number".to_owned());
    }
    let (sign, unsigned) = match text.as_bytes()[0] {
        b'+' => ("+", &text[1..]),
        b'-' => ("-", &text[1..]),
        _ => ("", text),
    };
    for (prefix, digits, what) in [("0x", 16, "hexadecimal"), ("0o", 8, "octal")] {
        if let Some(rest) = unsigned.strip_prefix(prefix)
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_digit(digits))
        {
            return Err(format!("some YAML readers take this as a number in {what}, others as a string"));
        }
    }
    if !is_number(unsigned) {
        return Ok(Plain::Text);
    }
    if sign == "+" {
        return Err(
            "some YAML readers take this as a number, others as a string: the plus sign would be lost"
                .to_owned(),
        );
    }
    if unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit() {
        return Err("this begins with a zero, which would be lost in a number".to_owned());
    }
    let number: Number = text.parse().map_err(|_| {
        "some YAML readers take this as a number, others as a string: JSON requires digits on both sides of the decimal point".to_owned()
    })?;
    number.check_length().map_err(|error| error.to_string())?;
    Ok(Plain::Number(number))
}

/// Resolves an unquoted scalar of a document. The error says why JSON cannot hold it.
pub fn core(text: &str) -> Result<Plain, String> {
    if let Some(plain) = word(text) {
        return Ok(plain);
    }
    if is_no_json_number(text) {
        return Err(format!("`{text}` is not a number in JSON, which has neither infinity nor NaN"));
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        let digits = text.strip_prefix(prefix).unwrap_or("");
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            continue;
        }
        let number = Number::from_radix(digits, radix);
        let too_long = || format!("the number has more than {NUMBER_DIGITS} digits");
        return number.map(Plain::Number).ok_or_else(too_long);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Digits after a zero are meant as a string, such as a postal code.
    let code =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_number(unsigned) && !code { Number::from_lenient(text) } else { None };
    Ok(number.map_or(Plain::Text, Plain::Number))
}

/// What is neither number nor string.
fn word(text: &str) -> Option<Plain> {
    Some(match text {
        "" | "~" => Plain::Nothing,
        "null" | "Null" | "NULL" => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        _ => return None,
    })
}

fn is_no_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// True for texts that the core schema reads as numbers, without their sign.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
    }
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    some && digits(whole) && fraction.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_texts_and_numbers_are_exact() {
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "1_000",
            "12:30",
            "2024-01-01",
            "1.2.3",
            "e3",
            ".",
            "-",
            "1e",
            "0x",
            "a1",
        ] {
            assert_eq!(strict(text), Ok(Plain::Text), "{text}");
        }
        assert_eq!(strict("18446744073709551615"), Ok(Plain::Number(u64::MAX.into())));
        assert_eq!(strict("-9223372036854775808"), Ok(Plain::Number(i64::MIN.into())));
        assert_eq!(strict("0"), Ok(Plain::Number(0.into())));
        for text in ["1e3", "0.10", "-0.0", "18446744073709551616", "0.10000000000000000001", "1e400"] {
            let Ok(Plain::Number(number)) = strict(text) else { panic!("{text} is a number") };
            assert_eq!(number.to_string(), text);
        }
        assert_eq!(strict("~"), Ok(Plain::Nothing));
    }

    #[test]
    fn what_readers_take_differently_is_refused() {
        for text in ["0123", "+1", "0x1F", "0o17", "1e10001", ".5", "5.", "-.5e1", ".inf", "00.5"] {
            assert!(strict(text).is_err(), "{text}");
        }
    }
}

//! Well-known forms of text.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::model::Format;
use crate::value::Value;

/// True when a text has the form.
pub fn holds(format: Format, text: &str) -> bool {
    match format {
        Format::Uuid => uuid(text),
        Format::DateTime => date_time(text),
        Format::Date => date(text),
        Format::Time => time(text),
        Format::Email => email(text),
        Format::Uri => uri(text),
        Format::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
        Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
        Format::Hostname => hostname(text),
        Format::Base64 => STANDARD.decode(text).is_ok(),
        Format::Jwt => jwt(text),
    }
}

/// RFC 9562: 8-4-4-4-12 hexadecimal digits.
fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 3339 `full-date`.
fn date(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.parse::<jiff::civil::Date>().is_ok()
}

/// RFC 3339 `full-time`: with `Z` or an offset.
fn time(text: &str) -> bool {
    date_time(&format!("2000-01-01T{text}"))
}

/// RFC 3339 `date-time`.
fn date_time(text: &str) -> bool {
    let Some((day, clock)) = text.split_at_checked(10) else { return false };
    let Some(clock) = clock.strip_prefix(['T', 't', ' ']) else { return false };
    let offset = if clock.ends_with(['Z', 'z']) { 1 } else { 6 };
    let Some((clock, offset)) = clock.len().checked_sub(offset).and_then(|at| clock.split_at_checked(at))
    else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let two = |text: &str, most: u32| {
        text.len() == 2 && digits(text) && text.parse().is_ok_and(|value: u32| value <= most)
    };
    let offset_holds = matches!(offset, "Z" | "z")
        || (offset.starts_with(['+', '-'])
            && offset.get(3..4) == Some(":")
            && two(&offset[1..3], 23)
            && two(&offset[4..], 59));
    let (whole, fraction) =
        clock.split_once('.').map_or((clock, None), |(whole, fraction)| (whole, Some(fraction)));
    let parts: Vec<&str> = whole.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else { return false };
    date(day)
        && two(hours, 23)
        && two(minutes, 59)
        // A leap second.
        && two(seconds, 60)
        && fraction.is_none_or(digits)
        && offset_holds
}

/// RFC 5321 mailbox, without quoted local parts and address literals.
fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        !atom.is_empty() && atom.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    local.len() <= 64 && local.split('.').all(atom) && hostname(domain)
}

/// RFC 3986: a scheme and only characters that a URI may have.
fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_holds = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let mut bytes = rest.bytes();
    while let Some(byte) = bytes.next() {
        let allowed = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte);
        let escape = byte == b'%'
            && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
            && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        if !allowed && !escape {
            return false;
        }
    }
    scheme_holds && !rest.is_empty()
}

/// RFC 1123.
fn hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=253).contains(&text.len()) && text.split('.').all(label)
}

/// RFC 7519: three parts in base64url, the first two of which are JSON objects.
fn jwt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return false };
    let object = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok()?.parse::<Value>().ok())
            .is_some_and(|value| value.is_object())
    };
    object(header) && object(payload) && URL_SAFE_NO_PAD.decode(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_and_wrong_texts() {
        let right = [
            (Format::Uuid, "01f9af91-6678-4cb0-a53b-d9ecf843e129"),
            (Format::DateTime, "2026-11-24T08:39:01.5+01:00"),
            (Format::DateTime, "2026-11-24T08:39:01Z"),
            (Format::Date, "2024-02-29"),
            (Format::Time, "23:59:60Z"),
            (Format::Email, "mary.griffin@circularo.com"),
            (Format::Uri, "https://example.com/a?b=%20#c"),
            (Format::Ipv4, "127.0.0.1"),
            (Format::Ipv6, "::1"),
            (Format::Hostname, "a-b.example.com"),
            (Format::Base64, "aGk="),
            (Format::Jwt, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
        ];
        for (format, text) in right {
            assert!(holds(format, text), "{format:?} {text}");
        }
        let wrong = [
            (Format::Uuid, "01f9af91-6678-4cb0-a53b-d9ecf843e12"),
            (Format::DateTime, "2026-11-24 08:39"),
            (Format::DateTime, "2026-11-24T08:39:01"),
            (Format::DateTime, "2026-13-24T08:39:01Z"),
            (Format::Date, "2023-02-29"),
            (Format::Time, "24:00:00Z"),
            (Format::Email, "a@b@c"),
            (Format::Email, "a..b@example.com"),
            (Format::Uri, "no uri"),
            (Format::Ipv4, "256.0.0.1"),
            (Format::Hostname, "-a.example"),
            (Format::Base64, "aGk"),
            (Format::Jwt, "a.b.c"),
        ];
        for (format, text) in wrong {
            assert!(!holds(format, text), "{format:?} {text}");
        }
    }
}

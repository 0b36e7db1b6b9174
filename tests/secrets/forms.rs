//! The secrets, and every form in which one may turn up: written apart from the product's own code, so that both cannot
//! share a mistake.

use std::collections::BTreeSet;

/// A secret with the name of its input.
pub struct Secret {
    pub name: &'static str,
    pub value: String,
}

/// All of them: each has something that some encoder changes, or that makes it hard to find.
pub fn secrets() -> Vec<Secret> {
    let long: String =
        (0..600_u32).map(|at| char::from(b'A' + ((at * at * 7 + at * 13 + 5) % 26) as u8)).collect();
    let all = [
        ("in_unicode", "pässwörd-日本-🔑-x"),
        ("with_quotes", "it's \"quoted\" \\back\\ now"),
        ("with_ampersands", "a&b=c&d;e&amp;f"),
        ("with_percents", "100%25 sure%2Fplus+plus"),
        ("of_lines", "-----BEGIN SECRET-----\nfirst-line-of-it\nsecond \"line\" of it\nend\n"),
        ("a_beginning", "hunter2secret"),
        ("a_longer_one", "hunter2secret-and-more"),
        ("a_default", "default-literal-9z"),
        ("like_a_regex", "^(a|b)+[c-d]*$.{2}?"),
        ("with_angles", "<script>alert('x')</script>"),
        ("a_long_one", &long),
        ("like_base64", "c2VjcmV0LXZhbHVlLTEyMw=="),
        ("a_number", "4711042815"),
        // Nobody knows it before a response brings it.
        ("captured", "captured värde \"9\" <x>"),
    ];
    all.map(|(name, value)| Secret { name, value: value.to_owned() }).into_iter().collect()
}

/// Values of a file, of which each run takes the next one.
pub fn one_time_values() -> Vec<Secret> {
    (0..8)
        .map(|number| Secret {
            name: "one_time",
            value: format!("RECOVERY \"{number}\" & <{}>", 977 * number),
        })
        .collect()
}

/// All forms of a text that must not stand in any output.
pub fn forms(secret: &str) -> Vec<String> {
    let mut texts = vec![secret.to_owned(), secret.trim().to_owned()];
    texts.extend(secret.lines().map(str::trim).filter(|line| line.chars().count() >= 6).map(str::to_owned));
    if secret.len() > 200 {
        // A part of a long one is too much as well.
        texts.extend(
            secret.as_bytes().chunks_exact(30).map(|part| String::from_utf8_lossy(part).into_owned()),
        );
    }
    let mut forms = Vec::new();
    for text in &texts {
        forms.extend(encoded(text));
        for alphabet in [STANDARD, URL_SAFE] {
            for shift in 0..3 {
                forms.push(base64_core(text.as_bytes(), shift, alphabet));
            }
        }
    }
    forms.retain(|form| form.chars().count() >= 4);
    forms.sort();
    forms.dedup();
    forms
}

/// A text as it is, and in all encodings, up to three in each other: JSON in a form in a page.
pub fn encoded(text: &str) -> BTreeSet<String> {
    let encoders: [fn(&str) -> String; 12] = [
        |text| percent(text, true),
        |text| percent(text, false),
        form,
        component,
        json,
        json_ascii,
        |text| json(text).replace('/', "\\/"),
        |text| markup(text, "&#39;"),
        |text| markup(text, "&apos;"),
        |text| markup(text, "&#x27;").replace('"', "&#34;"),
        |text| markup(text, "'"),
        |text| {
            text.chars()
                .map(|c| if c.is_ascii_alphanumeric() { c.into() } else { format!("&#{};", u32::from(c)) })
                .collect()
        },
    ];
    let mut all = BTreeSet::from(quoted(text));
    for _ in 0..3 {
        let more: Vec<String> = all.iter().flat_map(|text| encoders.map(|encode| encode(text))).collect();
        all.extend(more);
    }
    all
}

/// A text as it is, and between the quotes of YAML, JSONPath, a shell and CSV.
fn quoted(text: &str) -> [String; 5] {
    [
        text.to_owned(),
        text.replace('\'', "''"),
        text.replace('\\', "\\\\").replace('\'', "\\'"),
        text.replace('\'', "'\\''"),
        text.replace('"', "\"\""),
    ]
}

/// Everything but RFC 3986's unreserved characters.
pub fn percent(text: &str, upper: bool) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ if upper => encoded.push_str(&format!("%{byte:02X}")),
            _ => encoded.push_str(&format!("%{byte:02x}")),
        }
    }
    encoded
}

pub fn form(text: &str) -> String {
    percent(text, true).replace("%20", "+")
}

/// As `encodeURIComponent` does it.
fn component(text: &str) -> String {
    let mut encoded = percent(text, true);
    for (code, character) in [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")] {
        encoded = encoded.replace(code, character);
    }
    encoded
}

pub fn json(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            other => escaped.push(other),
        }
    }
    escaped
}

pub fn json_ascii(text: &str) -> String {
    let mut escaped = String::new();
    for character in json(text).chars() {
        match character {
            '&' | '<' | '>' | '\'' => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
            other if other.is_ascii() => escaped.push(other),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    escaped
}

pub fn markup(text: &str, apostrophe: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', apostrophe)
}

pub const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64 without padding.
pub fn base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let digit =
        |bits: &[bool]| (0..6).fold(0, |number, bit| number * 2 + usize::from(bits.get(bit) == Some(&true)));
    bits.chunks(6).map(|bits| char::from(alphabet[digit(bits)])).collect()
}

/// The characters of base64 that say nothing but the secret, with so many bytes before it in its group.
fn base64_core(secret: &[u8], shift: usize, alphabet: &[u8; 64]) -> String {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret);
    let all = base64(&bytes, alphabet);
    let (first, last) = ((shift * 8).div_ceil(6), bytes.len() * 8 / 6);
    all[first..last].to_owned()
}

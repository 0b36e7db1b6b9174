use base64::Engine;
use proptest::strategy::Strategy;

use super::*;

fn mask(secrets: &[(&str, &str)]) -> Mask {
    let names: Vec<(Arc<str>, &str)> =
        secrets.iter().map(|(name, value)| (Arc::from(*name), *value)).collect();
    Mask::new(names.iter().map(|(name, value)| (name, *value)))
}

#[test]
fn a_secret_is_found_in_every_form() {
    let mask = mask(&[("password", "p&\"s' w\\ö")]);
    for text in [
        "p&\"s' w\\ö",
        "p%26%22s%27%20w%5C%C3%B6",
        "p%26%22s%27+w%5C%C3%B6",
        r#"{"a":"p&\"s' w\\ö"}"#,
        "p&amp;&quot;s&#39; w\\ö",
    ] {
        let masked = mask.apply(text);
        assert!(masked.contains("[secret:password]"), "{text} → {masked}");
    }
    for prefix in ["", "a", "ab"] {
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{prefix}p&\"s' w\\ö:x"));
        assert!(mask.apply(&encoded).contains("[secret:password]"), "{encoded}");
    }
}

#[test]
fn overlapping_secrets_are_masked_as_one() {
    let mask = mask(&[("short", "secret"), ("long", "secret-and-more")]);
    assert_eq!(mask.apply("a secret-and-more b"), "a [secret:long] b");
    assert_eq!(mask.apply("a secret b"), "a [secret:short] b");
    assert_eq!(mask.apply("nothing"), "nothing");
}

#[test]
fn nested_escapes_are_undone() {
    let mask = mask(&[("key", "a\"b&c<d> é/%41\nx")]);
    let form = "a%2522b%2526c%253Cd%253E%2520%25c3%25a9%252f%252541%250ax";
    assert_eq!(mask.apply(&format!("({form})")), "([secret:key])");
    let page = "<p title=\"{&quot;k&quot;:&quot;a\\&quot;b&amp;c&lt;d&gt; \\u00e9\\/%41\\nx&quot;}\">";
    assert_eq!(mask.apply(page), "<p title=\"{&quot;k&quot;:&quot;[secret:key]&quot;}\">");
}

/// Of which two characters are left when percent-encoding and HTML are undone together.
#[test]
fn a_secret_that_looks_like_an_escape_is_found() {
    let mask = mask(&[("key", "%00\"")]);
    assert_eq!(mask.apply("a%2500%26quot%3Bb"), "a[secret:key]b");
    assert_eq!(mask.apply("a%00&quot;b"), "a[secret:key]b");
    assert_eq!(mask.apply("a%00b"), "a%00b");
}

/// Its last character and what stands behind it look like an escape of Markdown.
#[test]
fn a_secret_that_ends_with_a_backslash_is_found() {
    let mask = mask(&[("key", r#""'<\"#)]);
    assert_eq!(mask.apply(r"a%26quot%3B%26%2339%3B%26lt%3B%5C%5C%2Db"), "a[secret:key]%2Db");
}

#[test]
fn in_base64_the_characters_at_the_borders_go_too() {
    let mask = mask(&[("password", "hunter22")]);
    // "user:hunter22!" and with one and two characters more before.
    assert_eq!(mask.apply("dXNlcjpodW50ZXIyMiE="), "dXNlcj[secret:password]E=");
    assert_eq!(mask.apply("eHVzZXI6aHVudGVyMjIh"), "eHVzZXI6[secret:password]h");
    assert_eq!(mask.apply("eHl1c2VyOmh1bnRlcjIyIQ"), "eHl1c2VyO[secret:password]IQ");
    let mask = super::tests::mask(&[("password", "??>>??>>")]);
    for text in ["Pz8+Pj8/Pj4=", "Pz8-Pj8_Pj4", "Pz8%2BPj8%2FPj4", "Pz8+Pj8\\/Pj4"] {
        assert!(mask.apply(text).contains("[secret:password]"), "{text}");
    }
}

#[test]
fn lines_of_a_long_secret_are_found_alone() {
    let mask = mask(&[("pem", "-----BEGIN-----\r\n  abcdef123\nshort\n")]);
    assert_eq!(mask.apply("x abcdef123 y"), "x [secret:pem] y");
    assert_eq!(mask.apply("short -----BEGIN-----"), "short [secret:pem]");
}

#[test]
fn what_is_masked_stays_masked() {
    let mask = mask(&[("password", "secret"), ("other", "word"), ("third", "unknown")]);
    assert_eq!(mask.apply("[secret:password] word"), "[secret:password] [secret:other]");
    assert_eq!(mask.apply("[secret:unknown]"), "[[secret:password]:[secret:third]]");
}

/// Characters that encoders change, digits that make escapes whole, and some that stand for text.
fn nasty() -> impl proptest::strategy::Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select("%+&;#\\\"'<>/=u0024xA amp\n\té日😀ab".chars().collect::<Vec<_>>()),
        4..24,
    )
    .prop_map(|characters| characters.into_iter().collect())
}

fn encoded(text: &str, by: usize) -> String {
    let percent = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    match by {
        0 => percent(text),
        1 => text
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02x}")
                }
            })
            .collect(),
        2 => percent(text).replace("%20", "+"),
        3 => {
            let json = serde_json::Value::from(text).to_string();
            json[1..json.len() - 1].to_owned()
        }
        4 => text
            .encode_utf16()
            .map(|unit| match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect(),
        5 => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;"),
        6 => text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) })
            .collect(),
        _ => text
            .chars()
            .map(
                |c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#x{:X};", u32::from(c)) },
            )
            .collect(),
    }
}

/// More than usual, since most texts say nothing new.
fn more_cases() -> proptest::prelude::ProptestConfig {
    let usual = proptest::prelude::ProptestConfig::default();
    proptest::prelude::ProptestConfig { cases: usual.cases * 4, ..usual }
}

proptest::proptest! {
    #![proptest_config(more_cases())]

    /// Whatever is encoded how often, the secret in it is found, and what stands around it stays.
    #[test]
    fn no_form_of_a_secret_is_left(secret in nasty(), by in proptest::collection::vec(0_usize..8, 0..=3)) {
        proptest::prop_assume!(secret.trim().chars().count() >= SHORTEST_SECRET);
        let mask = mask(&[("key", &secret)]);
        let encode = |text: &str| by.iter().fold(text.to_owned(), |text, by| encoded(&text, *by));
        let (before, behind) = ("zqzq-", "-qzqz");
        let text = encode(&format!("{before}{secret}{behind}"));
        let masked = mask.apply(&text);
        let expected = format!("{}[secret:key]{}", encode(before), encode(behind));
        // Blanks at the border may be masked or not: without them it is the secret as well.
        proptest::prop_assert_eq!(&*masked, expected, "{}", text);
    }

    /// Base64 at every alignment, of the secret and of JSON that holds it.
    #[test]
    fn no_base64_of_a_secret_is_left(secret in nasty(), shift in 0_usize..4, json in proptest::bool::ANY, url_safe in proptest::bool::ANY) {

        let mask = mask(&[("key", &secret)]);
        let inner = if json { encoded(&secret, 3) } else { secret.clone() };
        let plain = format!("{}{inner}-end", "#".repeat(shift));
        let encoded = match url_safe {
            true => base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(&plain),
            false => base64::prelude::BASE64_STANDARD.encode(&plain),
        };
        let masked = mask.apply(&encoded);
        proptest::prop_assert!(masked.contains("[secret:key]"), "{} in {}", masked, plain);
    }

    /// What has no secret in it is not touched, and masking twice is masking once.
    #[test]
    fn other_texts_stay(text in "[a-y %&+;\\\\\"<>\n]{0,200}") {
        let mask = mask(&[("key", "zzzz-1234")]);
        proptest::prop_assert_eq!(&*mask.apply(&text), &*text);
        let with = format!("{text}zzzz-1234{text}");
        let once = mask.apply(&with).into_owned();
        proptest::prop_assert_eq!(mask.apply(&once), once.clone());
    }
}

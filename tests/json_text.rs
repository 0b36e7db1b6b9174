//! The reader of JSON bodies against JSONTestSuite: what must be accepted, what must be refused, and what we do where RFC 8259
//! leaves it open.

use std::collections::BTreeMap;

use runthrough::testing::json::{JsonErrorKind, read};

/// As many values as anybody may want.
const MANY: usize = 1_000_000;

fn cases() -> BTreeMap<String, String> {
    serde_json::from_str(include_str!("assets/json-test-suite/parsing.json")).expect("a map of texts")
}

#[test]
fn what_must_be_accepted_is_written_again_and_what_must_be_refused_is_not_read() {
    let cases = cases();
    assert_eq!(cases.len(), 316);
    for (name, text) in &cases {
        match (name.as_bytes()[0], read(text, MANY)) {
            (b'y', Ok(reading)) => {
                let written = reading.value.to_string();
                let again = read(&written, MANY).expect("a text of ours");
                assert_eq!(again.value, reading.value, "{name}");
                assert_eq!(again.value.to_string(), written, "{name}");
                let theirs: serde_json::Value = serde_json::from_str(text).expect("serde_json takes it, too");
                assert_eq!(serde_json::Value::from(&reading.value), theirs, "{name}");
            }
            (b'n', Err(_)) | (b'i', _) => {}
            (_, result) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn brackets_without_end_are_refused_before_they_fill_the_stack() {
    for unit in ["[", "[{\"\":"] {
        let error = read(&unit.repeat(50_000), MANY).expect_err("too deep");
        assert_eq!(error.kind, JsonErrorKind::Depth);
    }
}

#[test]
fn where_the_rfc_leaves_it_open_nothing_is_lost_and_what_is_replaced_is_noted() {
    for (name, text) in cases() {
        if !name.starts_with("i_") {
            continue;
        }
        let reading = read(&text, MANY);
        match name.as_str() {
            // Numbers of any size keep their digits.
            name if name.starts_with("i_number_") => {
                assert_eq!(reading.map(|reading| reading.value.to_string()).ok(), Some(text), "{name}");
            }
            // Half of a surrogate pair becomes U+FFFD, and so did bytes that are not UTF-8, before the text came here.
            name if name.starts_with("i_string_") || name.starts_with("i_object_key_") => {
                let utf16 =
                    ["i_string_UTF-16LE_with_BOM", "i_string_utf16LE_no_BOM", "i_string_utf16BE_no_BOM"];
                assert_eq!(reading.is_err(), utf16.contains(&name), "{name}");
                if let Ok(reading) = reading {
                    assert_eq!(reading.replaced, text.contains('\\'), "{name}");
                    assert!(reading.value.to_string().contains('\u{fffd}'), "{name}");
                }
            }
            "i_structure_500_nested_arrays" => {
                assert_eq!(reading.expect_err("too deep").kind, JsonErrorKind::Depth);
            }
            // Whoever reads a body takes the byte order mark away before.
            "i_structure_UTF-8_BOM_empty_object" => {
                assert_eq!(reading.expect_err("a mark").kind, JsonErrorKind::Unexpected('\u{feff}'));
            }
            other => panic!("nothing is said of {other}"),
        }
    }
}

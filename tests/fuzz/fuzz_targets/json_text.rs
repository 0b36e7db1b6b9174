//! Any text as JSON: read as `serde_json` reads it, and written so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::json::{JsonErrorKind, read};

fuzz_target!(|text: &str| {
    let ours = read(text, 100_000);
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (&ours, &theirs) {
        (Ok(reading), Ok(theirs)) => assert_eq!(&serde_json::Value::from(&reading.value), theirs),
        // Numbers that no double holds, and halves of surrogate pairs.
        (Ok(reading), Err(error)) => {
            assert!(reading.replaced || error.to_string().starts_with("number out of range"), "{error}");
        }
        // One level of nesting more is read than serde_json reads.
        (Err(error), Ok(_)) => assert_eq!(error.kind, JsonErrorKind::Values, "{error}"),
        (Err(error), Err(_)) => assert!(text.is_char_boundary(error.offset) && error.line > 0),
    }
    let Ok(reading) = ours else { return };
    for written in [reading.value.to_string(), format!("{:#}", reading.value)] {
        let again = read(&written, 100_000).expect("a text of ours");
        assert_eq!(again.value, reading.value);
        assert_eq!(again.value.to_string(), reading.value.to_string(), "no digit is lost");
    }
});

//! Any text as a JSONPath on a document; the part before the first line end may be the document itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::evaluation::{JsonPath, Value, select, select_located};
use serde_json::json;

fuzz_target!(|text: &str| {
    let (document, path) = text.split_once('\n').unwrap_or(("", text));
    let document: Value = document.parse().unwrap_or_else(|_| {
        Value::from(json!({ "a": [1, -2.5, "x", null, true, { "b": { "c": [[], {}] } }], "日": "é", "results": [{ "id": 1 }, { "id": 2 }] }))
    });
    let Ok(path) = JsonPath::compile(path) else { return };
    let plain = select(&path, &document, &[]);
    let located = select_located(&path, &document, &[]);
    match (plain, located) {
        (Ok(plain), Ok(located)) => {
            assert_eq!(plain.len(), located.len());
            assert!(!path.is_singular() || plain.len() < 2, "a singular path found {}", plain.len());
        }
        (Err(_), Err(_)) => {}
        _ => panic!("the two ways to select differ"),
    }
});

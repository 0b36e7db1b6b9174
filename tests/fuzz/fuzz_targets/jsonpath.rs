//! Any text as a JSONPath on a document; the part before the first line end may be the document itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::evaluation::{JsonPath, Value, select};
use serde_json::json;

fuzz_target!(|text: &str| {
    let (document, path) = text.split_once('\n').unwrap_or(("", text));
    let document: Value = serde_json::from_str(document).unwrap_or_else(|_| {
        Value::from(json!({ "a": [1, -2.5, "x", null, true, { "b": { "c": [[], {}] } }], "日": "é", "results": [{ "id": 1 }, { "id": 2 }] }))
    });
    let Ok(path) = JsonPath::compile(path) else { return };
    if let Ok(found) = select(&path, &document, &[]) {
        assert!(!path.is_singular() || found.len() < 2, "a singular path found {}", found.len());
    }
});

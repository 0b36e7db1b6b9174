//! Any text as a template: compiled, and evaluated with some variables.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::evaluation::{Compiler, Expression};
use serde_json::json;

fuzz_target!(|text: &str| {
    let _ = Compiler::default().template(&text.into());
    let known = json!({
        "n": 7, "f": 2.5, "t": "Hello", "l": [3, 1, 2], "u": { "name": "Mary", "tags": ["a", "b"] },
        "yes": true, "no": false, "nothing": null, "us": [{ "id": 1 }, { "id": 2 }], "s": "JBSWY3DPEHPK3PXP",
    });
    if let Ok(expression) = Expression::compile(text, &known) {
        let _ = expression.evaluate();
    }
});

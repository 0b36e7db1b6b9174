//! Any text as a template: compiled, and evaluated with some variables.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::eval::totp::{Password, Passwords};
use runthrough::eval::{Random, Scope, Variables, evaluate};
use runthrough::lang::Library;
use serde_json::json;

struct Fresh;

impl Passwords for Fresh {
    fn now_ms(&self) -> i64 {
        1_700_000_000_000
    }

    fn take(&self, _: &Password, _: u64) -> bool {
        true
    }
}

fuzz_target!(|text: &str| {
    let mut library = Library::default();
    let _ = library.compile_template(&text.into());
    let Ok(id) = library.compile_expression(&text.into()) else { return };
    let mut variables = Variables::default();
    let known = json!({
        "n": 7, "f": 2.5, "t": "Hello", "l": [3, 1, 2], "u": { "name": "Mary", "tags": ["a", "b"] },
        "yes": true, "no": false, "nothing": null, "us": [{ "id": 1 }, { "id": 2 }], "s": "JBSWY3DPEHPK3PXP",
    });
    for (name, value) in known.as_object().expect("a map") {
        variables.set(name.as_str().into(), value.into());
    }
    let scope = Scope {
        library: &library,
        variables: &variables,
        environment: "none",
        unknown: None,
        response: None,
        value: None,
        random: &Random::new(1),
        now_ms: &|| 1_700_000_000_000,
        passwords: &Fresh,
    };
    let _ = evaluate::value(library.expression(id), &scope);
});

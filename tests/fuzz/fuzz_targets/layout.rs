//! Any text through `fmt`: one layout, no comment lost. That what it means stays, `layout` sees to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::files::{Sources, format};

fuzz_target!(|text: &str| {
    let Ok(once) = format(&mut Sources::default(), "a.yaml", text) else { return };
    let twice = format(&mut Sources::default(), "a.yaml", &once.text);
    assert_eq!(twice.map(|twice| twice.text).ok(), Some(once.text.clone()), "a second pass changes it");
    let ink =
        |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect::<String>();
    assert_eq!(ink(text), ink(&once.text), "something but blanks was changed");
});

//! Any secrets in any text: lines before an empty one are secrets, what follows is the text that is shown.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use runthrough::testing::evaluation::Mask;

fuzz_target!(|input: &str| {
    let (secrets, text) = input.split_once("\n\n").unwrap_or(("secret-value", input));
    let name: Arc<str> = "name".into();
    let secrets: Vec<&str> = secrets.lines().filter(|secret| secret.chars().count() >= 4).take(8).collect();
    let mask = Mask::new(secrets.iter().map(|secret| (&name, *secret)));
    let masked = mask.apply(text);
    for secret in &secrets {
        // What stands for a secret may hold a part of another one, and nothing reaches over it.
        let left = masked.split("[secret:name]").any(|piece| piece.contains(secret));
        assert!(!left, "{secret:?} is left in {masked:?}");
    }
    // Once more changes nothing, unless a secret holds a part of what stands for one.
    if secrets.iter().any(|secret| secret.contains(['[', ']'])) {
        return;
    }
    assert_eq!(mask.apply(&masked).replace("[secret:name]", ""), masked.replace("[secret:name]", ""));
});

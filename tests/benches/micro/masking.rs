//! Masking: a body in which there is no secret, one with escapes to undo, one in which there is one.

use std::hint::black_box;
use std::sync::Arc;

use runthrough::testing::evaluation::Mask;

use crate::shared::bench;

pub fn bench_all() {
    let secrets: Vec<(Arc<str>, String)> = (0..4)
        .map(|number| (format!("secret_{number}").into(), format!("hunter-{number}-{}", "x".repeat(24))))
        .collect();
    let build = || Mask::new(secrets.iter().map(|(name, value)| (name, value.as_str())));
    bench("masking: build a mask of 4 secrets", 0, build);
    let mask = build();
    let item = "{\"documentId\":\"01f9af91-6678-4cb0-a53b-d9ecf843e100\",\"title\":\"Contract with John\"},";
    let plain = item.repeat(120);
    let escaped = plain.replace("with John", "\\u0077ith%20John &amp; Co");
    let hit = plain.clone() + &secrets[2].1 + &plain;
    for (name, text) in [("10 KB", &plain), ("10 KB with escapes", &escaped), ("20 KB with a secret", &hit)] {
        bench(&format!("masking: {name}"), text.len(), || mask.apply(black_box(text)).len());
    }
}

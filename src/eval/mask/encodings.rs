//! How a secret may stand in a text whose escapes are undone.

use std::collections::HashSet;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use super::unescape::each_undone;
use crate::vocabulary::limits::SHORTEST_SECRET;

/// Shortest line of a secret of several lines that is searched for by itself.
const SHORTEST_LINE: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Form {
    /// What is searched for.
    pub bytes: Vec<u8>,
    /// The character before it holds bits of the secret, too (base64).
    pub spills_before: bool,
    /// So does the one behind it.
    pub spills_behind: bool,
}

impl Form {
    fn plain(bytes: impl Into<Vec<u8>>) -> Self {
        Form { bytes: bytes.into(), spills_before: false, spills_behind: false }
    }
}

/// All forms of a secret, each once; and whether that is too little, since nearly nothing is left of one when its own
/// escapes are undone.
pub fn forms(value: &str) -> (HashSet<Form>, bool) {
    let mut forms = HashSet::new();
    // What a header or a form field holds has lost the blanks around it.
    let mut bases = HashSet::from([value, value.trim()]);
    if value.contains(['\n', '\r']) {
        let lines = value.split(['\n', '\r']).map(str::trim);
        bases.extend(lines.filter(|line| line.chars().count() >= SHORTEST_LINE));
    }
    for base in bases {
        if base.chars().count() < SHORTEST_SECRET {
            continue;
        }
        base64_forms(base.as_bytes(), &mut forms);
        // Tokens hold JSON in base64.
        let json = serde_json::Value::from(base).to_string();
        let json = &json[1..json.len() - 1];
        if json != base {
            base64_forms(json.as_bytes(), &mut forms);
        }
        forms.insert(Form::plain(base));
    }
    // Where a secret has something like an escape in it, undoing those of the text around undoes that as well.
    // One that ends with `\` makes an escape of what stands behind it.
    let (mut undone, mut fragile) = (Vec::new(), value.trim_end().ends_with('\\'));
    for form in &forms {
        each_undone(&form.bytes, &mut |text| {
            let said = String::from_utf8_lossy(&text.bytes);
            if said.chars().count() >= SHORTEST_SECRET && !said.trim().is_empty() {
                undone.push(Form { bytes: text.bytes.clone(), ..*form });
            } else {
                fragile = true;
            }
        });
    }
    forms.extend(undone);
    (forms, fragile)
}

/// The characters of base64 that depend on the secret alone, for each of the three ways it may lie in the groups.
fn base64_forms(value: &[u8], forms: &mut HashSet<Form>) {
    for alphabet in [&STANDARD, &URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, GeneralPurposeConfig::new().with_encode_padding(false));
        for shift in 0..3 {
            let mut bytes = vec![0_u8; shift];
            bytes.extend_from_slice(value);
            let encoded = engine.encode(&bytes);
            // The first characters hold bits of what stands before, the last ones of what comes behind.
            let (first, last) = (shift * 8, bytes.len() * 8);
            let stable = &encoded[first.div_ceil(6)..last / 6];
            if stable.len() >= SHORTEST_SECRET {
                forms.insert(Form {
                    bytes: stable.into(),
                    spills_before: !first.is_multiple_of(6),
                    spills_behind: !last.is_multiple_of(6),
                });
            }
        }
    }
}

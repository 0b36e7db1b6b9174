//! Masking: secrets are shown as `[secret:name]`.
//!
//! A mask knows the values that are secret and finds them in a text as they are, and as they look percent- and
//! form-encoded, escaped for JSON, XML and HTML, and in base64 at any alignment. Overlapping hits are one.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::utf8_percent_encode;

use super::render::UNRESERVED;

/// Shorter values are not searched for: they would hit everywhere.
pub const SHORTEST: usize = crate::model::vocabulary::limits::SHORTEST_SECRET;

/// Shortest line of a secret of several lines that is searched for by itself.
const SHORTEST_LINE: usize = 6;

/// Finds secrets in texts. Cloning is cheap.
#[derive(Debug, Default, Clone)]
pub struct Mask {
    parts: Vec<Arc<Part>>,
}

/// One automaton for some secrets.
#[derive(Debug)]
struct Part {
    finder: AhoCorasick,
    /// The name of each pattern.
    names: Vec<Arc<str>>,
}

/// A secret in a text.
struct Hit {
    start: usize,
    end: usize,
    name: Arc<str>,
}

impl Mask {
    /// Builds a mask of names and values. Values shorter than [`SHORTEST`] characters are left out.
    pub fn new<'s>(secrets: impl IntoIterator<Item = (&'s Arc<str>, &'s str)>) -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for (name, value) in secrets {
            for form in forms(value) {
                if form.chars().count() >= SHORTEST && !patterns.contains(&form) {
                    patterns.push(form);
                    names.push(name.clone());
                }
            }
        }
        if patterns.is_empty() {
            return Mask::default();
        }
        // A DFA takes twenty times as long to build, and most masks search a few short texts.
        let finder = AhoCorasick::builder().kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(&patterns);
        // More patterns than an automaton can hold do not come from a few secrets.
        Mask { parts: finder.ok().map(|finder| Arc::new(Part { finder, names })).into_iter().collect() }
    }

    /// A mask that finds the secrets of both.
    pub fn and(&self, other: &Mask) -> Mask {
        Mask { parts: self.parts.iter().chain(&other.parts).cloned().collect() }
    }

    /// True when nothing is secret.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The text with every secret replaced; hits that overlap are replaced as one, under the name of the longest.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hits: Vec<Hit> = Vec::new();
        for part in &self.parts {
            hits.extend(part.finder.find_overlapping_iter(text).map(|found| Hit {
                start: found.start(),
                end: found.end(),
                name: part.names[found.pattern().as_usize()].clone(),
            }));
        }
        if hits.is_empty() {
            return Cow::Borrowed(text);
        }
        hits.sort_by_key(|hit| hit.start);
        let mut masked = String::with_capacity(text.len());
        let mut copied = 0;
        let mut hits = hits.into_iter().peekable();
        while let Some(Hit { start, mut end, mut name }) = hits.next() {
            let mut longest = end - start;
            while let Some(next) = hits.next_if(|next| next.start < end) {
                if next.end - next.start > longest {
                    longest = next.end - next.start;
                    name = next.name;
                }
                end = end.max(next.end);
            }
            masked.push_str(&text[copied..start]);
            masked.push_str("[secret:");
            masked.push_str(&name);
            masked.push(']');
            copied = end;
        }
        masked.push_str(&text[copied..]);
        Cow::Owned(masked)
    }

    /// Masks a text in place.
    pub fn apply_to(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.apply(text) {
            *text = masked;
        }
    }
}

/// The secrets of an instance at one moment, and the mask of them, built when something is to be shown.
#[derive(Debug)]
pub struct LazyMask<'s> {
    /// What was secret before the instance began; built once for all instances.
    base: &'s Mask,
    secrets: &'s [(Arc<str>, String)],
    mask: OnceCell<Mask>,
}

impl<'s> LazyMask<'s> {
    /// The mask of what was known before, and of these names and values.
    pub fn new(base: &'s Mask, secrets: &'s [(Arc<str>, String)]) -> Self {
        LazyMask { base, secrets, mask: OnceCell::new() }
    }

    /// The mask, built now if it was not.
    pub fn get(&self) -> &Mask {
        self.mask.get_or_init(|| {
            self.base.and(&Mask::new(self.secrets.iter().map(|(name, value)| (name, value.as_str()))))
        })
    }

    /// Masks a text. No form of a secret is shorter than the secret itself by more than base64's borders, so that a
    /// short text needs no automaton for long tokens.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        const BORDERS: usize = 2;
        let may_hold = |value: &str| value.contains('\n') || value.len() <= text.len() + BORDERS;
        if self.secrets.iter().any(|(_, value)| may_hold(value)) {
            self.get().apply(text)
        } else {
            self.base.apply(text)
        }
    }
}

/// How a secret may look in a text.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned()];
    let lines = value.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST_LINE);
    if value.contains('\n') {
        forms.extend(lines.map(str::to_owned));
    }
    let mut all = Vec::with_capacity(forms.len() * 8);
    for form in forms {
        let percent = utf8_percent_encode(&form, UNRESERVED).to_string();
        all.push(percent.replace("%20", "+"));
        all.push(percent.to_lowercase());
        all.push(percent);
        let json = serde_json::Value::from(form.as_str()).to_string();
        all.push(json[1..json.len() - 1].to_owned());
        let escaped = form.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        all.push(escaped.replace('"', "&quot;"));
        all.push(escaped.replace('"', "&quot;").replace('\'', "&#39;"));
        all.push(escaped.replace('"', "&quot;").replace('\'', "&apos;"));
        all.push(escaped);
        if form.chars().count() >= SHORTEST {
            base64_forms(&form, &mut all);
        }
        all.push(form);
    }
    all
}

/// The characters of base64 that depend on the secret alone, for each of the three ways it may lie in the groups.
fn base64_forms(value: &str, forms: &mut Vec<String>) {
    for alphabet in [&STANDARD, &URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, GeneralPurposeConfig::new().with_encode_padding(false));
        for shift in 0..3 {
            let mut bytes = vec![0_u8; shift];
            bytes.extend_from_slice(value.as_bytes());
            let encoded = engine.encode(&bytes);
            // The first characters hold bits of what stands before, the last ones of what comes behind.
            let start = (shift * 8).div_ceil(6);
            let end = bytes.len() * 8 / 6;
            if end > start + 4 {
                forms.push(encoded[start..end].to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(secrets: &[(&str, &str)]) -> Mask {
        let names: Vec<(Arc<str>, &str)> =
            secrets.iter().map(|(name, value)| (Arc::from(*name), *value)).collect();
        Mask::new(names.iter().map(|(name, value)| (name, *value)))
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let mask = mask(&[("password", "p&\"s' w\\ö")]);
        for text in [
            "p&\"s' w\\ö",
            "p%26%22s%27%20w%5C%C3%B6",
            "p%26%22s%27+w%5C%C3%B6",
            r#"{"a":"p&\"s' w\\ö"}"#,
            "p&amp;&quot;s&#39; w\\ö",
        ] {
            let masked = mask.apply(text);
            assert!(masked.contains("[secret:password]"), "{text} → {masked}");
        }
        for prefix in ["", "a", "ab"] {
            let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{prefix}p&\"s' w\\ö:x"));
            assert!(mask.apply(&encoded).contains("[secret:password]"), "{encoded}");
        }
    }

    #[test]
    fn overlapping_secrets_are_masked_as_one() {
        let mask = mask(&[("short", "secret"), ("long", "secret-and-more")]);
        assert_eq!(mask.apply("a secret-and-more b"), "a [secret:long] b");
        assert_eq!(mask.apply("a secret b"), "a [secret:short] b");
        assert_eq!(mask.apply("nothing"), "nothing");
    }
}

//! Masking: secrets are shown as `[secret:name]`.
//!
//! A mask knows the values that are secret and finds them in a text as it is, and as it becomes by undoing percent and
//! form encoding and the escapes of JSON, XML and HTML (`undo`); also in base64 at any alignment (`forms`). Overlapping
//! hits are one. A text without escapes is searched once.

mod encodings;
mod entities;
#[cfg(test)]
mod tests;
mod unescape;
mod urls;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use self::encodings::forms;
use self::unescape::{Undone, each_order, each_undone};
pub use self::urls::hide_url_passwords;
use crate::vocabulary::SECRET_HEADERS;
use crate::vocabulary::limits::SHORTEST_SECRET;

/// How the marker of a secret begins; its name and `]` follow.
const MARKER: &str = "[secret:";

/// Finds secrets in texts. Cloning is cheap.
#[derive(Debug, Default, Clone)]
pub struct Mask {
    parts: Vec<Arc<Part>>,
}

/// One automaton for some secrets.
#[derive(Debug)]
struct Part {
    finder: AhoCorasick,
    /// What each pattern finds.
    patterns: Vec<Pattern>,
    /// Bytes of the longest pattern.
    longest: usize,
    /// Some secret is found for sure only where escapes are undone in every order.
    fragile: bool,
}

#[derive(Debug)]
struct Pattern {
    name: Arc<str>,
    spills_before: bool,
    spills_behind: bool,
}

/// A secret in a text.
struct Hit {
    start: usize,
    end: usize,
    name: Arc<str>,
}

impl Mask {
    /// Builds a mask of names and values. Values shorter than [`SHORTEST_SECRET`] characters are left out.
    pub fn new<'s>(secrets: impl IntoIterator<Item = (&'s Arc<str>, &'s str)>) -> Self {
        let mut texts: Vec<Vec<u8>> = Vec::new();
        let mut patterns = Vec::new();
        let (mut known, mut fragile) = (HashSet::new(), false);
        for (name, value) in secrets {
            let (forms, is_fragile) = forms(value);
            fragile |= is_fragile;
            for form in forms {
                if known.insert(form.bytes.clone()) {
                    let (spills_before, spills_behind) = (form.spills_before, form.spills_behind);
                    texts.push(form.bytes);
                    patterns.push(Pattern { name: name.clone(), spills_before, spills_behind });
                }
            }
        }
        if patterns.is_empty() {
            return Mask::default();
        }
        let longest = texts.iter().map(Vec::len).max().unwrap_or(0);
        // A DFA takes twenty times as long to build, and most masks search a few short texts.
        let finder = AhoCorasick::builder().kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(&texts);
        // More patterns than an automaton can hold do not come from a few secrets.
        let part = finder.ok().map(|finder| Arc::new(Part { finder, patterns, longest, fragile }));
        Mask { parts: part.into_iter().collect() }
    }

    /// A mask that finds the secrets of both.
    pub fn and(&self, other: &Mask) -> Mask {
        Mask { parts: self.parts.iter().chain(&other.parts).cloned().collect() }
    }

    /// True when nothing is secret.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Bytes of which so many characters can be shown: they, and so much more that a secret at their end is still whole,
    /// however often it is escaped.
    pub fn foreseen(&self, characters: usize) -> usize {
        /// Bytes that a byte takes at most: `&#x26;#x25;…` after four rounds takes fewer.
        const ESCAPED: usize = 128;
        let longest = self.parts.iter().map(|part| part.longest).max().unwrap_or(0);
        characters * 4 + longest.saturating_mul(ESCAPED)
    }

    /// Of a text so much that so many characters of it can be shown.
    pub fn beginning<'t>(&self, text: &'t str, characters: usize) -> &'t str {
        let mut end = self.foreseen(characters).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }

    /// The text with every secret replaced; hits that overlap are replaced as one, under the name of the longest.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.parts.is_empty() || text.len() < SHORTEST_SECRET {
            return Cow::Borrowed(text);
        }
        let mut hits: Vec<Hit> = Vec::new();
        self.search(text.as_bytes(), &mut |start, end, name| {
            hits.push(Hit { start, end, name: name.clone() })
        });
        let mut search = |undone: &Undone| {
            self.search(&undone.bytes, &mut |start, end, name| {
                let (start, end) = undone.original(start, end);
                hits.push(Hit { start, end, name: name.clone() });
            });
        };
        each_undone(text.as_bytes(), &mut search);
        if self.parts.iter().any(|part| part.fragile) {
            each_order(text.as_bytes(), &mut search);
        }
        if hits.is_empty() {
            return Cow::Borrowed(text);
        }
        self.leave_markers(text, &mut hits);
        replace(text, hits)
    }

    fn search(&self, text: &[u8], found: &mut dyn FnMut(usize, usize, &Arc<str>)) {
        for part in &self.parts {
            for hit in part.finder.find_overlapping_iter(text) {
                let pattern = &part.patterns[hit.pattern().as_usize()];
                let spilt =
                    |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|byte| is_base64(*byte));
                let before = pattern.spills_before && spilt(hit.start().checked_sub(1));
                let behind = pattern.spills_behind && spilt(Some(hit.end()));
                found(hit.start() - usize::from(before), hit.end() + usize::from(behind), &pattern.name);
            }
        }
    }

    /// What was masked already stays: a secret that is also a part of a name does not open it up.
    fn leave_markers(&self, text: &str, hits: &mut Vec<Hit>) {
        if !text.contains(MARKER) {
            return;
        }
        let is_known = |name: &str| {
            let mut patterns = self.parts.iter().flat_map(|part| &part.patterns);
            patterns.any(|pattern| *pattern.name == *name)
        };
        for (start, _) in text.match_indices(MARKER) {
            let Some(length) = text[start + MARKER.len()..].find(']') else { break };
            let end = start + MARKER.len() + length;
            if is_known(&text[start + MARKER.len()..end]) {
                hits.retain(|hit| hit.start < start || hit.end > end + 1);
            }
        }
    }

    /// Masks a text in place.
    pub fn apply_to(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.apply(text) {
            *text = masked;
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn replace(text: &str, mut hits: Vec<Hit>) -> Cow<'_, str> {
    hits.sort_by_key(|hit| (hit.start, hit.end));
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    let mut hits = hits.into_iter().peekable();
    while let Some(Hit { mut start, mut end, mut name }) = hits.next() {
        let mut longest = end - start;
        while let Some(next) = hits.next_if(|next| next.start < end) {
            let length = next.end - next.start;
            // The name that somebody gave it says more than the place where it stood as well.
            if length > longest || length == longest && SECRET_HEADERS.contains(&&*name) {
                longest = length;
                name = next.name;
            }
            end = end.max(next.end);
        }
        // A secret begins and ends with characters; this is for the case that an escape gave a part of one.
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        masked.push_str(text.get(copied..start).unwrap_or(""));
        masked.push_str(MARKER);
        masked.push_str(&name);
        masked.push(']');
        copied = end;
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// The mask of an instance's secrets, kept from one use to the next: most exchanges bring no new ones.
#[derive(Debug, Default)]
pub struct MaskCache {
    kept: RefCell<Option<(u64, Mask)>>,
    /// The moment at which a text was masked first.
    first_use: Cell<Option<u64>>,
}

impl MaskCache {
    /// The moment at which a text was masked first; `None` where none was.
    pub fn first_use(&self) -> Option<u64> {
        self.first_use.get()
    }
}

/// The secrets of an instance at one moment, and the mask of them, built when something is to be shown.
#[derive(Debug)]
pub struct LazyMask<'s> {
    /// What was secret before the instance began; built once for all instances.
    base: &'s Mask,
    secrets: &'s [(Arc<str>, String)],
    /// What earlier exchanges showed to be secret by its place.
    placed: &'s [(Arc<str>, String)],
    /// The mask of an earlier moment, and which moment this is.
    cache: Option<(&'s MaskCache, u64)>,
    mask: OnceCell<Mask>,
}

impl<'s> LazyMask<'s> {
    /// The mask of what was known before, and of these names and values.
    pub fn new(base: &'s Mask, secrets: &'s [(Arc<str>, String)], placed: &'s [(Arc<str>, String)]) -> Self {
        LazyMask { base, secrets, placed, cache: None, mask: OnceCell::new() }
    }

    /// With the mask of earlier, which holds when its moment is this one: as long as no secret was added.
    pub fn cached(self, cache: &'s MaskCache, moment: u64) -> Self {
        LazyMask { cache: Some((cache, moment)), ..self }
    }

    fn note_use(&self) {
        if let Some((cache, moment)) = self.cache
            && cache.first_use.get().is_none()
        {
            cache.first_use.set(Some(moment));
        }
    }

    fn all(&self) -> impl Iterator<Item = (&'s Arc<str>, &'s str)> {
        self.secrets.iter().chain(self.placed).map(|(name, value)| (name, value.as_str()))
    }

    /// The mask, built now if it was not.
    pub fn get(&self) -> &Mask {
        self.note_use();
        self.mask.get_or_init(|| {
            let Some((cache, moment)) = self.cache else { return self.base.and(&Mask::new(self.all())) };
            let mut kept = cache.kept.borrow_mut();
            match &*kept {
                Some((then, mask)) if *then == moment => self.base.and(mask),
                _ => {
                    let mask = Mask::new(self.all());
                    let whole = self.base.and(&mask);
                    *kept = Some((moment, mask));
                    whole
                }
            }
        })
    }

    /// Masks a text. No form of a secret is shorter than the secret itself by more than base64's borders, so that a
    /// short text needs no automaton for long tokens.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        const BORDERS: usize = 2;
        self.note_use();
        let may_hold =
            |value: &str| value.contains(['\n', '\r']) || value.trim().len() <= text.len() + BORDERS;
        if self.all().any(|(_, value)| may_hold(value)) {
            self.get().apply(text)
        } else {
            self.base.apply(text)
        }
    }
}

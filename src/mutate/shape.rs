//! What a body looks like: its places, with indexes generalised to `[*]`, and what all values of a place have in common.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::value::{Key, Map, Value, type_name};

/// Deepest level that is looked into, and most values of a body that are looked at.
const DEPTH: usize = 32;
const VALUES: usize = 100_000;

/// A way into a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Key(String),
    /// An entry of an object that is a table by ids: its key is data, as an index is.
    Entry(String),
    Index(usize),
}

/// The JSONPath of a place, every index as `[*]`.
pub fn path_of(parts: &[Part]) -> String {
    let mut text = "$".to_owned();
    for part in parts {
        match part {
            Part::Index(_) | Part::Entry(_) => text.push_str("[*]"),
            Part::Key(key) if is_plain(key) => {
                text.push('.');
                text.push_str(key);
            }
            Part::Key(key) => {
                text.push_str("['");
                text.push_str(&key.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"));
                text.push_str("']");
            }
        }
    }
    text
}

fn is_plain(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What all values of a place have in common.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub types: BTreeSet<&'static str>,
    /// How many there are.
    pub count: usize,
    /// Those that are a UUID.
    pub uuids: usize,
    /// Lists: none is empty.
    pub filled: bool,
    /// Lists: none has an element twice.
    pub unique: bool,
}

/// The facts of every place of a body.
pub fn facts(body: &Value) -> BTreeMap<String, Facts> {
    let mut all: BTreeMap<String, Facts> = BTreeMap::new();
    let mut open = vec![(Vec::new(), body)];
    let mut seen = 0;
    while let Some((parts, value)) = open.pop() {
        seen += 1;
        if seen > VALUES || parts.len() > DEPTH {
            continue;
        }
        let facts = all.entry(path_of(&parts)).or_insert_with(|| Facts {
            filled: true,
            unique: true,
            ..Facts::default()
        });
        facts.types.insert(type_name(value));
        facts.count += 1;
        match value {
            Value::String(text) => facts.uuids += usize::from(is_uuid(text)),
            Value::Array(items) => {
                facts.filled &= !items.is_empty();
                let mut known = HashSet::new();
                facts.unique &= items.iter().all(|item| known.insert(item));
            }
            _ => {}
        }
        for (part, inner) in children(value) {
            let mut parts = parts.clone();
            parts.push(part);
            open.push((parts, inner));
        }
    }
    all
}

/// Members or elements.
pub fn children(value: &Value) -> Vec<(Part, &Value)> {
    match value {
        Value::Object(members) => {
            let part = if is_table(members) { Part::Entry } else { Part::Key };
            members.iter().map(|(key, value)| (part(key.to_string()), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (Part::Index(index), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// True where every key is an id: a UUID or a number.
fn is_table(members: &Map) -> bool {
    let is_id =
        |key: &Key| is_uuid(key) || (!key.is_empty() && key.bytes().all(|letter| letter.is_ascii_digit()));
    !members.is_empty() && members.keys().all(is_id)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, letter)| match at {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}

/// Calls back with the places of a body that are changed: of a list the first element and the one in the
/// middle.
pub fn places(body: &Value) -> Vec<(Vec<Part>, &Value)> {
    let mut found = Vec::new();
    let mut open = vec![(Vec::new(), body)];
    while let Some((parts, value)) = open.pop() {
        if parts.len() > DEPTH || found.len() > VALUES {
            continue;
        }
        let mut inner = children(value);
        let (middle, mut number) = (inner.len() / 2, 0);
        inner.retain(|(part, _)| {
            number += 1;
            matches!(part, Part::Key(_)) || number == 1 || number == middle + 1
        });
        for (part, inner) in inner.into_iter().rev() {
            let mut parts = parts.clone();
            parts.push(part);
            open.push((parts, inner));
        }
        found.push((parts, value));
    }
    found
}

/// The value at a place.
pub fn at_mut<'v>(body: &'v mut Value, parts: &[Part]) -> Option<&'v mut Value> {
    parts.iter().try_fold(body, |value, part| match part {
        Part::Key(key) | Part::Entry(key) => value.as_object_mut()?.get_mut(key),
        Part::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

/// The value at a place.
pub fn at<'v>(body: &'v Value, parts: &[Part]) -> Option<&'v Value> {
    parts.iter().try_fold(body, |value, part| match part {
        Part::Key(key) | Part::Entry(key) => value.get(key.as_str()),
        Part::Index(index) => value.item(*index),
    })
}

impl Facts {
    /// Takes what another body has in the same place.
    pub fn add(&mut self, other: &Facts) {
        self.types.extend(&other.types);
        self.count += other.count;
        self.uuids += other.uuids;
        self.filled &= other.filled;
        self.unique &= other.unique;
    }
}

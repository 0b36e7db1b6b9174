//! The expectations that would notice what survived, as YAML to paste. No value of a response stands in it.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use super::mutants::Place;
use super::shape::Facts;

/// Operators by path, in the order of the response.
#[derive(Default)]
struct Wanted {
    order: Vec<String>,
    operators: BTreeMap<String, Operators>,
}

#[derive(Default)]
struct Operators {
    plain: Vec<String>,
    required: Vec<String>,
}

impl Wanted {
    fn at(&mut self, path: &str) -> &mut Operators {
        if !self.operators.contains_key(path) {
            self.order.push(path.to_owned());
        }
        self.operators.entry(path.to_owned()).or_default()
    }
}

/// The entries of `expect`.
pub fn yaml(order: &[Place], survivors: &BTreeMap<Place, BTreeMap<String, usize>>, known: &Known) -> String {
    let (mut text, mut headers, mut wanted) = (String::new(), String::new(), Wanted::default());
    let mut stale = Vec::new();
    for place in order {
        let Some(changes) = survivors.get(place) else { continue };
        let has = |word: &str| changes.contains_key(word);
        match place {
            Place::Status => {
                let all: Vec<String> = known.statuses.iter().map(u16::to_string).collect();
                match all.as_slice() {
                    [one] => text.push_str(&format!("status: {one}\n")),
                    all => text.push_str(&format!("status: [{}]\n", all.join(", "))),
                }
            }
            Place::Header(name) => {
                let media: Vec<&String> = known.media.iter().collect();
                let matcher = match media.as_slice() {
                    [one] if name == "content-type" => format!("{{ starts_with: {one} }}"),
                    _ => "{ exists: true }".to_owned(),
                };
                headers.push_str(&format!("  {}: {matcher}\n", quoted(&title(name))));
            }
            Place::Body => text.push_str("body: { empty: false }\n"),
            Place::Json(path) => {
                let Some(facts) = known.facts.get(path) else { continue };
                of_path(path, facts, &has, known, &mut wanted);
                if has("stale") {
                    stale.push(path);
                }
            }
        }
    }
    if !headers.is_empty() {
        text.push_str(&format!("headers:\n{headers}"));
    }
    if !wanted.order.is_empty() || !stale.is_empty() {
        text.push_str("json:\n");
    }
    for path in &wanted.order {
        let Some(operators) = wanted.operators.get(path) else { continue };
        text.push_str(&format!("  {}: {}\n", quoted(path), operators.text(path.contains("[*]"))));
    }
    for path in stale {
        text.push_str(&format!(
            "  # {path} may come from an earlier response: compare it with the input or capture that it belongs to\n"
        ));
    }
    text
}

fn of_path(path: &str, facts: &Facts, has: &dyn Fn(&str) -> bool, known: &Known, wanted: &mut Wanted) {
    let list = path.contains("[*]");
    if has("dropped")
        && list
        && let Some((outer, name)) = outer(path)
        && let Some(around) = known.facts.get(&outer)
        && around.count == facts.count
    {
        wanted.at(&outer).required.push(name);
    }
    if has("null") || has("type") || (has("dropped") && !list) {
        let operator =
            if facts.types.len() == 1 && facts.types.contains("string") && facts.uuids == facts.count {
                "format: uuid".to_owned()
            } else {
                format!("type: {}", types(&facts.types))
            };
        wanted.at(path).plain.push(operator);
    }
    if has("emptied") && facts.filled {
        wanted.at(path).plain.push("length: { gte: 1 }".to_owned());
    }
    if has("repeated") && facts.unique {
        wanted.at(path).plain.push("unique: true".to_owned());
    }
}

impl Operators {
    fn text(&self, list: bool) -> String {
        let mut all = self.plain.clone();
        if !self.required.is_empty() {
            all.push(format!("schema: {{ required: [{}] }}", self.required.join(", ")));
        }
        let all = all.join(", ");
        if list { format!("{{ each: {{ {all} }} }}") } else { format!("{{ {all} }}") }
    }
}

/// The path around a member, and the member's name as YAML.
fn outer(path: &str) -> Option<(String, String)> {
    if let Some(rest) = path.strip_suffix("']") {
        let (outer, name) = rest.rsplit_once("['")?;
        return Some((outer.to_owned(), format!("'{}'", name.replace("\\'", "''").replace("\\\\", "\\"))));
    }
    let (outer, name) = path.rsplit_once('.')?;
    Some((outer.to_owned(), name.to_owned()))
}

fn types(types: &BTreeSet<&'static str>) -> String {
    let name = |name: &&str| if *name == "null" { "\"null\"".to_owned() } else { (*name).to_owned() };
    let all: Vec<String> = types.iter().map(name).collect();
    match all.as_slice() {
        [one] => one.clone(),
        all => format!("[{}]", all.join(", ")),
    }
}

/// A key as YAML.
fn quoted(key: &str) -> String {
    let plain = key.chars().all(|letter| letter.is_ascii_alphanumeric() || "$.[]*_-'".contains(letter));
    if plain { key.to_owned() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// `content-type` as people write it.
fn title(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('-').map(word).collect::<Vec<String>>().join("-")
}

//! Where the references of a document stand, and what its parts call themselves.

use std::borrow::Cow;

use serde_json::{Map, Value};
use url::Url;

use super::pointer::pointer_of;
use super::subschemas::{Holds, holds};

/// A `$ref`, or a text that means one.
pub struct Reference {
    /// The object that it is a member of, as a pointer.
    pub holder: String,
    /// The member's name.
    pub key: String,
    /// The place of the reference itself, as a pointer.
    pub place: String,
    /// As it is written.
    pub written: String,
    /// The URI that it is relative to.
    pub base: String,
}

/// What is in a document.
#[derive(Default)]
pub struct Found {
    /// In the order of the document.
    pub references: Vec<Reference>,
    /// Absolute URIs of `$id`s.
    pub ids: Vec<String>,
    /// How the document's draft writes `$id`.
    id: &'static str,
}

/// Looks a document through.
pub fn references(root: &Value, uri: &str) -> Found {
    let of_draft_4 =
        root.get("$schema").and_then(Value::as_str).is_some_and(|name| name.contains("draft-04"));
    let mut found = Found { id: if of_draft_4 { "id" } else { "$id" }, ..Found::default() };
    walk(root, &mut Vec::new(), uri, false, &mut found);
    found
}

/// As deep as the parsers of JSON and YAML let a document be.
fn walk<'v>(value: &'v Value, place: &mut Vec<Cow<'v, str>>, base: &str, names: bool, found: &mut Found) {
    match value {
        Value::Object(members) if names => {
            for (name, inner) in members {
                place.push(name.into());
                walk(inner, place, base, false, found);
                place.pop();
            }
        }
        Value::Object(members) => {
            let own = own_base(members, found.id, base);
            if let Some(own) = &own {
                found.ids.push(own.clone());
            }
            let base = own.as_deref().unwrap_or(base);
            for (name, inner) in members {
                place.push(name.into());
                match inner {
                    Value::String(written) if matches!(name.as_str(), "$ref" | "$dynamicRef") => {
                        found.add(place, written, base);
                    }
                    Value::Object(discriminator) if name == "discriminator" => {
                        mapping(discriminator, place, base, found);
                    }
                    _ if name.starts_with("x-") => {}
                    _ => match holds(name, inner) {
                        Holds::Part => walk(inner, place, base, false, found),
                        Holds::Names => walk(inner, place, base, true, found),
                        Holds::Data => {}
                    },
                }
                place.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                place.push(index.to_string().into());
                walk(item, place, base, false, found);
                place.pop();
            }
        }
        _ => {}
    }
}

/// The values of a discriminator's `mapping` are references, unless they are plain names.
fn mapping<'v>(
    discriminator: &'v Map<String, Value>,
    place: &mut Vec<Cow<'v, str>>,
    base: &str,
    found: &mut Found,
) {
    let Some(Value::Object(mapping)) = discriminator.get("mapping") else { return };
    place.push("mapping".into());
    for (name, target) in mapping {
        let Value::String(written) = target else { continue };
        if written.contains(['#', '/']) || written.ends_with(".json") || written.ends_with(".yaml") {
            place.push(name.into());
            found.add(place, written, base);
            place.pop();
        }
    }
    place.pop();
}

/// The URI that an object gives itself.
fn own_base(members: &Map<String, Value>, key: &str, base: &str) -> Option<String> {
    let id = members.get(key)?.as_str()?.trim_end_matches('#');
    // Drafts before 2019-09 write anchors so.
    if id.is_empty() || id.starts_with('#') {
        return None;
    }
    Url::parse(base).ok()?.join(id).ok().map(|url| url.to_string())
}

impl Found {
    fn add(&mut self, place: &[Cow<'_, str>], written: &str, base: &str) {
        let Some((key, holder)) = place.split_last() else { return };
        self.references.push(Reference {
            holder: pointer_of(holder.iter().map(Cow::as_ref)),
            key: key.to_string(),
            place: pointer_of(place.iter().map(Cow::as_ref)),
            written: written.to_owned(),
            base: base.to_owned(),
        });
    }
}

//! Bodies of application/x-www-form-urlencoded.

use super::parameters::style;
use super::shape::Shape;
use super::styles::{Style, form, of_pairs, pairs};
use crate::lang::openapi::Place;
use crate::value::{Map, Value};

/// A form as the object that its schema describes; `encoding` says how members are written.
pub fn read(entry: &Place<'_>, text: &str) -> Value {
    let given = pairs(text);
    let schema = entry.get("schema");
    let shape = Shape::of(schema.as_ref());
    let encoding = entry.get("encoding");
    let mut members = Map::new();
    let mut known = Vec::new();
    for (name, property) in &shape.properties {
        let own = encoding.as_ref().and_then(|encoding| encoding.get(name));
        let how = own.as_ref().map_or((Style::Form, true), |own| style(own, "query"));
        if let Some(value) = of_pairs(name, how, Some(property), &given) {
            members.insert(name.clone(), value);
        }
        known.push(name.clone());
        // The members of an exploded object are names of the form themselves.
        if Shape::of(Some(property)).is_object() {
            known.extend(Shape::of(Some(property)).properties.into_iter().map(|(name, _)| name));
        }
    }
    for (name, value) in &given {
        let deep =
            known.iter().any(|own| name.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with('[')));
        if !known.contains(name) && !deep {
            let additional = Shape::of(shape.additional.as_ref());
            members.insert(name.clone(), additional.value(&form(value)));
        }
    }
    Value::Object(members)
}

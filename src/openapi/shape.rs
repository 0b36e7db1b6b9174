//! What texts of URLs, headers and forms are read as: the types that a schema allows.

use serde_json::Value as Document;

use crate::lang::openapi::{ALTERNATIVES, Place};
use crate::lang::schema::{EXACT, exact_value};
use crate::value::{Value, type_name};

/// Schemas inside of each other that are looked at for types.
const DEEPEST: usize = 8;

/// What a schema says of types and parts.
#[derive(Debug, Default)]
pub struct Shape<'d> {
    types: Vec<String>,
    /// Of an array.
    pub items: Option<Place<'d>>,
    /// Of an object.
    pub properties: Vec<(String, Place<'d>)>,
    /// Of an object: of its other members.
    pub additional: Option<Place<'d>>,
}

impl<'d> Shape<'d> {
    /// Looks a schema over, with the schemas that it is made of.
    pub fn of(schema: Option<&Place<'d>>) -> Shape<'d> {
        let mut shape = Shape::default();
        if let Some(schema) = schema {
            shape.add(schema, DEEPEST);
        }
        shape
    }

    fn add(&mut self, schema: &Place<'d>, deep: usize) {
        let schema = schema.follow();
        if deep == 0 {
            return;
        }
        match schema.get("type").map(|place| place.value()) {
            Some(Document::String(name)) => self.types.push(name.clone()),
            Some(Document::Array(names)) => {
                self.types.extend(names.iter().filter_map(Document::as_str).map(str::to_owned));
            }
            _ => {
                self.types.extend(listed(&schema).iter().map(|value| type_name(value).to_owned()));
            }
        }
        if let Some(items) = schema.get("items") {
            self.items.get_or_insert(items);
        }
        if let Some(properties) = schema.get("properties").and_then(|place| place.members()) {
            self.properties.extend(properties.into_iter().map(|(name, place)| (name.to_owned(), place)));
        }
        if let Some(additional) = schema.get("additionalProperties").filter(|place| place.value().is_object())
        {
            self.additional.get_or_insert(additional);
        }
        let discriminated = schema.get("discriminator").and_then(|place| place.get(ALTERNATIVES));
        let parts =
            ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)).chain(discriminated);
        for part in parts.flat_map(|list| list.elements()) {
            self.add(&part, deep - 1);
        }
    }

    fn allows(&self, name: &str) -> bool {
        self.types.iter().any(|own| own == name)
    }

    /// It is a list of values.
    pub fn is_array(&self) -> bool {
        self.allows("array") || (self.types.is_empty() && self.items.is_some())
    }

    /// It has members.
    pub fn is_object(&self) -> bool {
        self.allows("object") || (self.types.is_empty() && !self.properties.is_empty())
    }

    /// The schema of a member.
    pub fn member(&self, name: &str) -> Option<&Place<'d>> {
        let own = self.properties.iter().find(|(own, _)| own == name).map(|(_, place)| place);
        own.or(self.additional.as_ref())
    }

    /// A text as the value that the schema means; what fits no type stays a text, for the schema to judge.
    pub fn value(&self, text: &str) -> Value {
        let number = self.allows("integer") || self.allows("number");
        if number && let Ok(value) = text.parse() {
            return Value::Number(value);
        }
        match text {
            "true" | "false" if self.allows("boolean") => Value::Bool(text == "true"),
            "null" | "" if self.allows("null") && !self.allows("string") => Value::Null,
            _ => Value::from(text),
        }
    }
}

/// The values of `enum` and `const`.
fn listed(schema: &Place<'_>) -> Vec<Value> {
    let exact = |name: &str| schema.get(&format!("{EXACT}{name}")).map(|rule| exact_value(rule.value()));
    let listed = schema.get("enum").map(|place| Value::from(place.value())).or_else(|| exact("enum"));
    let constant = schema.get("const").map(|place| Value::from(place.value())).or_else(|| exact("const"));
    let listed = listed.and_then(|mut values| values.as_array_mut().map(std::mem::take));
    listed.unwrap_or_default().into_iter().chain(constant).collect()
}

//! The properties that the schema of a body describes, and which of them a body has.

use std::collections::{BTreeMap, BTreeSet};

use super::schemas::Side;
use super::shape::Shape;
use crate::lang::openapi::Place;
use crate::value::Value;

/// Objects and lists inside of each other whose properties are counted.
const DEEPEST: usize = 12;

/// Properties of one body that are counted.
pub const MOST: usize = 2_000;

/// A value that a schema describes, with what it consists of.
#[derive(Debug, Default)]
pub struct Node {
    /// The number that the property has.
    number: Option<u32>,
    members: BTreeMap<String, Node>,
    /// Of a list.
    items: Option<Box<Node>>,
    /// Members without a name of their own.
    others: Option<Box<Node>>,
}

/// Builds the tree of a body.
pub struct Builder<'b> {
    side: Side,
    /// How many were numbered.
    count: usize,
    /// Gives a property its number; called with its path.
    number: &'b mut dyn FnMut(&str) -> u32,
    /// Schemas that are being looked at: those that contain themselves end there.
    open: Vec<String>,
}

impl<'b> Builder<'b> {
    /// For one body.
    pub fn new(side: Side, number: &'b mut dyn FnMut(&str) -> u32) -> Self {
        Builder { side, count: 0, number, open: Vec::new() }
    }

    /// Adds what a schema describes; several media types have one body.
    pub fn add(&mut self, schema: &Place<'_>, path: &str, node: &mut Node) {
        let reference = schema.follow().reference();
        if self.open.len() == DEEPEST || self.open.contains(&reference) {
            return;
        }
        self.open.push(reference);
        let shape = Shape::of(Some(schema));
        for (name, place) in &shape.properties {
            if self.count == MOST || self.of_the_other_side(place) {
                continue;
            }
            let path = below(path, name);
            let member = node.members.entry(name.clone()).or_default();
            if member.number.is_none() {
                member.number = Some((self.number)(&path));
                self.count += 1;
            }
            self.add(place, &path, member);
        }
        if let Some(items) = &shape.items {
            self.add(items, &format!("{path}[*]"), node.items.get_or_insert_default());
        }
        if let Some(others) = &shape.additional {
            self.add(others, &format!("{path}.*"), node.others.get_or_insert_default());
        }
        self.open.pop();
    }

    fn of_the_other_side(&self, property: &Place<'_>) -> bool {
        let flag = match self.side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        property.boolean(flag).or_else(|| property.follow().boolean(flag)) == Some(true)
    }
}

/// A member's path, as a JSONPath writes it.
fn below(path: &str, name: &str) -> String {
    let plain = !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match plain {
        true => format!("{path}.{name}"),
        false => format!("{path}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}

impl Node {
    /// Adds the numbers of the properties that a value has.
    pub fn exercised(&self, value: &Value, numbers: &mut BTreeSet<u32>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let Some(node) = self.members.get(name.as_str()).or(self.others.as_deref()) else {
                        continue;
                    };
                    numbers.extend(node.number);
                    node.exercised(value, numbers);
                }
            }
            Value::Array(elements) => {
                if let Some(items) = &self.items {
                    elements.iter().for_each(|element| items.exercised(element, numbers));
                }
            }
            _ => {}
        }
    }
}

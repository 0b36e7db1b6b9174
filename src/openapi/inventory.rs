//! What a document describes, numbered.

use std::sync::Arc;

use super::media;
use super::operation::Operation;
use super::parameters::parameters;
use super::properties::{Builder, Node};
use super::schemas::Side;
use crate::lang::openapi::Place;
use crate::model::{Dimension, Item};

/// All that a document describes.
#[derive(Debug, Default)]
pub struct Inventory {
    /// By number.
    pub items: Vec<Item>,
    /// In the order of the document's operations.
    pub(super) operations: Vec<Numbers>,
}

/// The numbers of one operation's things.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) operation: u32,
    /// By the key under `responses`.
    pub(super) statuses: Vec<(String, u32, Node)>,
    /// By place and name: `query limit`.
    pub(super) parameters: Vec<(String, u32)>,
    pub(super) request: Node,
}

impl Inventory {
    /// Numbers what operations describe.
    pub fn new(root: &Place<'_>, operations: &[Operation]) -> Inventory {
        let mut inventory = Inventory::default();
        for operation in operations {
            let numbers = inventory.operation(root, operation);
            inventory.operations.push(numbers);
        }
        inventory
    }

    fn operation(&mut self, root: &Place<'_>, operation: &Operation) -> Numbers {
        let name = &operation.name;
        let items = &mut self.items;
        let mut number = |dimension, text: &str| {
            items.push(Item::new(dimension, name, text));
            u32::try_from(items.len() - 1).unwrap_or(u32::MAX)
        };
        let line = format!("{} {}", operation.method, operation.path);
        let mut numbers = Numbers { operation: number(Dimension::Operations, &line), ..Numbers::default() };
        let Some((place, item)) = operation.places(root) else { return numbers };
        let responses = place.at("responses").and_then(|responses| responses.members()).unwrap_or_default();
        for (status, described) in responses.iter().filter(|(status, _)| !status.starts_with("x-")) {
            let own = number(Dimension::Statuses, status);
            let mut node = Node::default();
            let mut property = |path: &str| number(Dimension::Properties, &format!("{status} {path}"));
            add_content(&described.follow(), &mut Builder::new(Side::Response, &mut property), &mut node);
            numbers.statuses.push(((*status).to_owned(), own, node));
        }
        for parameter in parameters(&place, &item) {
            let shown = parameter.shown();
            let own = number(Dimension::Parameters, &shown);
            numbers.parameters.push((shown, own));
        }
        if let Some(body) = place.at("requestBody") {
            let mut property = |path: &str| number(Dimension::Properties, &format!("request {path}"));
            add_content(&body, &mut Builder::new(Side::Request, &mut property), &mut numbers.request);
        }
        numbers
    }
}

fn add_content(described: &Place<'_>, builder: &mut Builder<'_>, node: &mut Node) {
    let content = described.get("content").and_then(|content| content.members()).unwrap_or_default();
    for (name, entry) in content {
        if let Some(schema) = entry.follow().get("schema").filter(|_| has_properties(&media::essence(name))) {
            builder.add(&schema, "$", node);
        }
    }
}

/// Bodies of such media types are read as values.
fn has_properties(essence: &str) -> bool {
    let form = ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&essence);
    media::is_json(essence) || form || essence.ends_with("/*")
}

/// What coverage is counted from, with nothing exercised yet.
pub fn described(name: &Arc<str>, inventory: &Inventory) -> crate::model::CoveredDocument {
    crate::model::CoveredDocument { name: name.clone(), items: inventory.items.clone() }
}

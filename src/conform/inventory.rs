//! What a document describes, numbered, and what of it an exchange exercises.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::api::Operation;
use super::body::{Read, read};
use super::parameters::parameters;
use super::properties::{Builder, Node};
use super::validators::Side;
use super::{Judging, media};
use crate::lang::openapi::Place;
use crate::model::value::Value;
use crate::model::{Dimension, Item, Touched, header};

/// All that a document describes.
#[derive(Debug, Default)]
pub struct Inventory {
    /// By number.
    pub items: Vec<Item>,
    /// In the order of the document's operations.
    operations: Vec<Numbers>,
}

/// The numbers of one operation's things.
#[derive(Debug, Default)]
struct Numbers {
    operation: u32,
    /// By the key under `responses`.
    statuses: Vec<(String, u32, Node)>,
    /// By place and name: `query limit`.
    parameters: Vec<(String, u32)>,
    request: Node,
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

impl Judging<'_> {
    /// The numbers of what the exchange exercised, whether or not it follows the document.
    pub(super) fn exercised(&self, touched: &Touched) -> BTreeSet<u32> {
        let mut all = BTreeSet::new();
        let Some(numbers) = self.api.inventory().operations.get(self.matched.number) else { return all };
        all.insert(numbers.operation);
        let sent = numbers.parameters.iter().filter(|(name, _)| touched.parameters.contains(name));
        all.extend(sent.map(|(_, number)| *number));
        if let Some(value) = self.sent() {
            numbers.request.exercised(&value, &mut all);
        }
        let status = touched.status.as_deref();
        if let Some((key, number, node)) =
            numbers.statuses.iter().find(|(key, ..)| Some(key.as_str()) == status)
        {
            all.insert(*number);
            self.came(key, node, &mut all);
        }
        all
    }

    /// The request's body as a value.
    fn sent(&self) -> Option<Value> {
        let bytes = self.exchange.body.filter(|body| !body.is_empty())?;
        let content_type = self.sent_content_type()?;
        value(&self.matched.place.at("requestBody")?, content_type, bytes)
    }

    fn sent_content_type(&self) -> Option<&str> {
        let mut headers = self.exchange.headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        found.map(|(_, value)| value.as_str())
    }

    fn came(&self, status: &str, node: &Node, all: &mut BTreeSet<u32>) {
        let response = self.exchange.response;
        let Some(content_type) = header(response.headers, "content-type") else { return };
        if media::is_json(&media::essence(content_type)) {
            // It was read for the judgement.
            if let Ok(body) = response.json_body() {
                node.exercised(body.root(), all);
            }
            return;
        }
        let responses = self.matched.place.at("responses");
        let described = responses.and_then(|responses| responses.at(status));
        let value = described.and_then(|described| value(&described, content_type, response.body.as_bytes()));
        value.iter().for_each(|value| node.exercised(value, all));
    }
}

/// A body as a value, where its media type is described.
fn value(described: &Place<'_>, content_type: &str, bytes: &[u8]) -> Option<Value> {
    let entry = media::entry(&described.get("content")?, Some(content_type)).ok()?;
    match read(&entry, content_type, bytes) {
        Ok(Read::Value(value)) => Some(value),
        Ok(Read::Unknown) | Err(_) => None,
    }
}

/// What coverage is counted from, with nothing exercised yet.
pub fn described(name: &Arc<str>, inventory: &Inventory) -> crate::model::CoveredDocument {
    crate::model::CoveredDocument { name: name.clone(), items: inventory.items.clone() }
}

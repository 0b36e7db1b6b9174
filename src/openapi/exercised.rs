//! What of a document an exchange exercises.

use std::collections::BTreeSet;

use super::body::{Read, read};
use super::judging::Judging;
use super::media;
use super::properties::Node;
use crate::lang::openapi::Place;
use crate::model::{Touched, header};
use crate::value::Value;

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

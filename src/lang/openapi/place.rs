//! A value in a document, with its address.

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::lang::schema::{Documents, LONGEST_WAY, pointer_of, shown_location};
use crate::source::IN_PATH;

/// A value in one of the documents.
#[derive(Debug, Clone)]
pub struct Place<'d> {
    documents: &'d Documents,
    uri: &'d str,
    pointer: String,
    value: &'d Value,
}

impl<'d> Place<'d> {
    /// The whole first document.
    pub fn root(documents: &'d Documents) -> Option<Place<'d>> {
        let root = documents.root()?;
        Some(Place { documents, uri: &root.uri, pointer: String::new(), value: &root.value })
    }

    /// The value that stands there.
    pub fn value(&self) -> &'d Value {
        self.value
    }

    /// The place in its document, a JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The address that references use.
    pub fn reference(&self) -> String {
        format!("{}#{}", self.uri, utf8_percent_encode(&self.pointer, IN_PATH))
    }

    /// The address as people see it.
    pub fn shown(&self) -> String {
        format!("{}#{}", shown_location(self.uri), self.pointer)
    }

    /// A member, references not followed.
    pub fn get(&self, name: &str) -> Option<Place<'d>> {
        self.value.get(name).map(|value| self.below(name, value))
    }

    /// A member with its references followed.
    pub fn at(&self, name: &str) -> Option<Place<'d>> {
        self.get(name).map(|place| place.follow())
    }

    /// A member that is a text.
    pub fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    /// A member that is a boolean.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.value.get(name)?.as_bool()
    }

    /// All members; `None` where it is no map.
    pub fn members(&self) -> Option<Vec<(&'d str, Place<'d>)>> {
        let members = self.value.as_object()?;
        Some(members.iter().map(|(name, value)| (name.as_str(), self.below(name, value))).collect())
    }

    /// All elements; empty where it is no list.
    pub fn elements(&self) -> Vec<Place<'d>> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| self.below(&index.to_string(), value)).collect()
    }

    /// Where its `$ref` leads to, and further on; the place itself where it has none.
    pub fn follow(&self) -> Place<'d> {
        let mut place = self.clone();
        for _ in 0..LONGEST_WAY {
            let Some(reference) = place.text("$ref") else { break };
            match place.lookup(reference) {
                Some(next) => place = next,
                None => break,
            }
        }
        place
    }

    /// What an absolute reference leads to.
    pub fn lookup(&self, reference: &str) -> Option<Place<'d>> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let document = self.documents.get(uri)?;
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8().ok()?.into_owned();
        let value = document.value.pointer(&pointer)?;
        Some(Place { documents: self.documents, uri: &document.uri, pointer, value })
    }

    fn below(&self, name: &str, value: &'d Value) -> Place<'d> {
        let pointer = format!("{}{}", self.pointer, pointer_of([name]));
        Place { documents: self.documents, uri: self.uri, pointer, value }
    }
}

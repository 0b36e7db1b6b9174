//! References that lead back to themselves with nothing between. For a schema that says nothing, but a part of a document
//! is not there then.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::document::{Documents, shown_location};
use super::problem::SchemaProblem;
use super::references::references;

/// References that are followed one after the other.
pub const LONGEST_WAY: usize = 32;

/// Each circle once, at the first of its references.
pub fn circles(documents: &Documents) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    let mut told = HashSet::new();
    for document in documents.iter() {
        let all = references(&document.value, &document.uri).references;
        for reference in all.into_iter().filter(|reference| reference.key == "$ref") {
            let own = format!("{}#{}", document.uri, reference.holder);
            let way = way(documents, &reference.written);
            if way.last() == Some(&own) && !told.contains(&own) {
                let places: Vec<String> = way.iter().map(|place| shown_location(place)).collect();
                let message = format!("this refers back to itself: {}", places.join(", then "));
                problems.push(SchemaProblem::new(&*document.name, reference.place, message));
                told.extend(way);
            }
        }
    }
    problems
}

/// The places that a reference leads to, one after the other, up to one that was there before.
fn way(documents: &Documents, written: &str) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    let mut next = Some(written);
    while let Some(reference) = next.filter(|_| places.len() < LONGEST_WAY) {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let place = format!("{uri}#{}", percent_decode_str(fragment).decode_utf8_lossy());
        if places.contains(&place) {
            break;
        }
        next = documents.lookup(reference).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        places.push(place);
    }
    places
}

//! What the templates see of what was exercised of the OpenAPI documents.

use serde::Serialize;

use crate::model::{Coverage, CoveredDocument, Dimension, Item};
use crate::report::coverage::rows;
use crate::report::text::one_line;

/// A document.
#[derive(Debug, Serialize)]
pub struct Document {
    name: String,
    rows: Vec<Row>,
    operations: Vec<Operation>,
}

/// A dimension.
#[derive(Debug, Serialize)]
struct Row {
    dimension: &'static str,
    covered: usize,
    total: usize,
    percent: String,
    /// For the bar, from 0 to 100.
    width: f64,
}

/// An operation with all that belongs to it.
#[derive(Debug, Serialize)]
struct Operation {
    name: String,
    line: String,
    covered: usize,
    total: usize,
    /// Something of it is missing.
    missing: bool,
    things: Vec<Thing>,
}

/// Something that the document describes.
#[derive(Debug, Serialize)]
struct Thing {
    of: &'static str,
    name: String,
    covered: bool,
    scenarios: Vec<String>,
    more: bool,
}

/// All documents.
pub fn documents(coverage: &Coverage) -> Vec<Document> {
    coverage.documents.iter().map(Document::from).collect()
}

impl From<&CoveredDocument> for Document {
    fn from(document: &CoveredDocument) -> Self {
        let mut operations: Vec<Operation> = Vec::new();
        for item in &document.items {
            if item.dimension == Dimension::Operations {
                operations.push(Operation {
                    name: one_line(&item.operation),
                    line: one_line(&item.name),
                    covered: 0,
                    total: 0,
                    missing: false,
                    things: Vec::new(),
                });
            }
            // The operation stands ahead of what belongs to it.
            let Some(operation) = operations.last_mut() else { continue };
            let thing = Thing::from(item);
            operation.total += 1;
            operation.covered += usize::from(thing.covered);
            operation.missing |= !thing.covered;
            operation.things.push(thing);
        }
        let rows = rows(document, 0).map(|row| Row {
            dimension: row.dimension,
            covered: row.share.covered,
            total: row.share.total,
            percent: row.percent(),
            width: row.share.percent(),
        });
        Document { name: one_line(&document.name), rows: rows.collect(), operations }
    }
}

impl From<&Item> for Thing {
    fn from(item: &Item) -> Self {
        Thing {
            of: match item.dimension {
                Dimension::Operations => "operation",
                Dimension::Statuses => "status",
                Dimension::Parameters => "parameter",
                Dimension::Properties => "property",
            },
            name: one_line(&item.name),
            covered: !item.users.is_empty(),
            scenarios: item.users.first.iter().map(|id| one_line(id)).collect(),
            more: item.users.more,
        }
    }
}

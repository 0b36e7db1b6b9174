//! How much of the OpenAPI documents was exercised, in the public form.

use serde_json::{Value, json};

use super::self_schema::{Definitions, Described, described};
use crate::model::{self, Dimension, Users};

described! {
    /// How much of the OpenAPI documents was exercised.
    Coverage {
        always {
            /// The documents that the scenarios use, by name; each is counted on its own.
            documents: Vec<CoveredDocument>,
        }
        sometimes {}
    }

    /// How much of an OpenAPI document was exercised.
    CoveredDocument {
        always {
            /// Its file, relative to the project.
            file: String,
            /// How much of each dimension.
            dimensions: Vec<CoveredDimension>,
            /// All that it describes, in its order: each operation, and behind it what belongs to it.
            items: Vec<CoveredItem>,
        }
        sometimes {}
    }

    /// How much of a dimension was exercised.
    CoveredDimension {
        always {
            /// What is counted.
            dimension: Dimension,
            /// How many things were exercised.
            covered: usize,
            /// How many there are.
            total: usize,
            /// The same in percent, rounded down to one decimal; 100 where there are none.
            percent: Percent,
        }
        sometimes {}
    }

    /// Something that the document describes.
    CoveredItem {
        always {
            /// What it is counted as.
            dimension: Dimension,
            /// The operation that it belongs to: its `operationId`, else method and path.
            operation: String,
            /// Which one: `POST /login` of an operation, `404` of a status, `query limit` of a parameter, `request $.name` or `200 $.id` of a property.
            name: String,
            /// The scenarios that exercised it (`file::scenario`), in the order of their ids, the first 20 of them; empty where none did.
            scenarios: Vec<String>,
        }
        sometimes {
            /// True when further scenarios exercised it.
            more_scenarios: bool,
        }
    }
}

/// From 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Percent(f64);

impl Described for Percent {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "number", "minimum": 0, "maximum": 100 })
    }
}

impl Described for Dimension {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "enum": Dimension::ALL })
    }
}

impl Coverage {
    /// `None` where no scenario uses a document.
    pub fn of(coverage: &model::Coverage) -> Option<Coverage> {
        let documents: Vec<_> = coverage.documents.iter().map(CoveredDocument::from).collect();
        (!documents.is_empty()).then_some(Coverage { documents })
    }
}

impl From<&model::CoveredDocument> for CoveredDocument {
    fn from(document: &model::CoveredDocument) -> Self {
        let dimension = |dimension| {
            let share = document.share(dimension);
            let percent = Percent(share.percent());
            CoveredDimension { dimension, covered: share.covered, total: share.total, percent }
        };
        CoveredDocument {
            file: document.name.to_string(),
            dimensions: Dimension::ALL.map(dimension).into(),
            items: document.items.iter().map(CoveredItem::from).collect(),
        }
    }
}

impl From<&model::Item> for CoveredItem {
    fn from(item: &model::Item) -> Self {
        CoveredItem {
            dimension: item.dimension,
            operation: item.operation.to_string(),
            name: item.name.to_string(),
            scenarios: item.users.first.iter().map(ToString::to_string).collect(),
            more_scenarios: item.users.more,
        }
    }
}

impl From<Coverage> for model::Coverage {
    fn from(coverage: Coverage) -> Self {
        let item = |item: CoveredItem| {
            let first = item.scenarios.into_iter().map(Into::into).collect();
            let users = Users { first, more: item.more_scenarios };
            model::Item { users, ..model::Item::new(item.dimension, &item.operation.into(), item.name) }
        };
        let document = |document: CoveredDocument| model::CoveredDocument {
            name: document.file.into(),
            items: document.items.into_iter().map(item).collect(),
        };
        model::Coverage::new(coverage.documents.into_iter().map(document).collect())
    }
}

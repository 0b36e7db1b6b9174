//! How much of the OpenAPI documents a run has exercised.
//!
//! What a document describes is numbered once; an instance brings the numbers of what it exercised, and the run keeps for
//! each of them the first few scenarios by name. So what is kept does not grow with the instances, does not depend on
//! their order, and of several shards comes to what one run comes to.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Scenarios that are named for one thing; of more it is only said that there are some.
pub const NAMED_SCENARIOS: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// A method of a path.
    Operations,
    /// A response that an operation documents.
    Statuses,
    /// A parameter of an operation, in path, query, header or cookie.
    Parameters,
    /// A property of a request or response body.
    Properties,
}

impl Dimension {
    /// All, in the order in which they are shown.
    pub const ALL: [Dimension; 4] =
        [Dimension::Operations, Dimension::Statuses, Dimension::Parameters, Dimension::Properties];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Operations => "operations",
            Dimension::Statuses => "statuses",
            Dimension::Parameters => "parameters",
            Dimension::Properties => "properties",
        }
    }
}

/// Scenarios that exercised something, by their ids (`file::scenario`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    /// The first ones in the order of their ids.
    pub first: BTreeSet<Arc<str>>,
    /// There are more.
    pub more: bool,
}

impl Users {
    /// Nothing did.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    fn add(&mut self, id: &Arc<str>) {
        if self.first.contains(id) {
            return;
        }
        self.first.insert(id.clone());
        if self.first.len() > NAMED_SCENARIOS {
            self.first.pop_last();
            self.more = true;
        }
    }

    fn merge(&mut self, other: &Users) {
        self.more |= other.more;
        other.first.iter().for_each(|id| self.add(id));
    }
}

/// Something that a document describes, and who exercised it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is counted as.
    pub dimension: Dimension,
    /// The operation that it belongs to.
    pub operation: Arc<str>,
    /// Which one of that operation: `404`, `query limit`, `request $.name`, `200 $.id`; of the operation itself its method
    /// and path.
    pub name: Arc<str>,
    /// Who exercised it.
    pub users: Users,
}

impl Item {
    /// Something that nobody has exercised yet.
    pub fn new(dimension: Dimension, operation: &Arc<str>, name: impl Into<Arc<str>>) -> Self {
        Item { dimension, operation: operation.clone(), name: name.into(), users: Users::default() }
    }

    /// For people, in one line.
    pub fn shown(&self) -> String {
        match self.dimension {
            Dimension::Operations => self.operation.to_string(),
            _ => format!("{} {}", self.operation, self.name),
        }
    }
}

/// A document, and what of it was exercised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredDocument {
    /// The path of its file.
    pub name: Arc<str>,
    /// All that it describes, in its order: each operation with what belongs to it behind.
    pub items: Vec<Item>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Those that were exercised.
    pub covered: usize,
    pub total: usize,
}

impl Share {
    /// In percent, with one decimal, never rounded up: 100 is all of them, as is none of none.
    pub fn percent(self) -> f64 {
        match self.total {
            0 => 100.0,
            total => (self.covered * 1000 / total) as f64 / 10.0,
        }
    }

    /// It is at least so many percent.
    pub fn reaches(self, percent: f64) -> bool {
        self.total == 0 || self.covered as f64 * 100.0 >= percent * self.total as f64
    }
}

impl CoveredDocument {
    /// How much of a dimension was exercised.
    pub fn share(&self, dimension: Dimension) -> Share {
        let of = || self.items.iter().filter(|item| item.dimension == dimension);
        Share { covered: of().filter(|item| !item.users.is_empty()).count(), total: of().count() }
    }

    /// What of a dimension was not exercised, in the order of the document.
    pub fn missing(&self, dimension: Dimension) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.dimension == dimension && item.users.is_empty())
    }

    /// The same things are described, in the same order.
    fn same(&self, other: &CoveredDocument) -> bool {
        let what = |item: &Item| (item.dimension, item.operation.clone(), item.name.clone());
        self.items.iter().map(what).eq(other.items.iter().map(what))
    }
}

/// What one instance exercised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exercised {
    pub document: Arc<str>,
    /// The scenario's id.
    pub scenario: Arc<str>,
    /// Places in the document's items.
    pub items: BTreeSet<u32>,
}

/// What a run exercised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The documents that its scenarios use, by name. Each is counted on its own.
    pub documents: Vec<CoveredDocument>,
}

impl Coverage {
    /// Of these documents nothing was exercised yet.
    pub fn new(mut documents: Vec<CoveredDocument>) -> Self {
        documents.sort_by(|left, right| left.name.cmp(&right.name));
        Coverage { documents }
    }

    /// No scenario uses a document.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Adds what an instance exercised.
    pub fn add(&mut self, exercised: &Exercised) {
        let mut documents = self.documents.iter_mut();
        let Some(document) = documents.find(|document| document.name == exercised.document) else { return };
        for number in &exercised.items {
            if let Some(item) = document.items.get_mut(*number as usize) {
                item.users.add(&exercised.scenario);
            }
        }
    }

    /// Adds what another part of the run exercised. The error is the name of a document of which the parts had different
    /// versions.
    pub fn merge(&mut self, other: Coverage) -> Result<(), Arc<str>> {
        for document in other.documents {
            match self.documents.iter_mut().find(|own| own.name == document.name) {
                None => self.documents.push(document),
                Some(own) if own.same(&document) => {
                    let pairs = own.items.iter_mut().zip(&document.items);
                    pairs.for_each(|(own, other)| own.users.merge(&other.users));
                }
                Some(_) => return Err(document.name),
            }
        }
        self.documents.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(())
    }

    /// Changes the scenarios' ids, such as for what is secret in them.
    pub fn each_id(&mut self, change: &dyn Fn(&str) -> Arc<str>) {
        for item in self.documents.iter_mut().flat_map(|document| &mut document.items) {
            item.users.first = item.users.first.iter().map(|id| change(id)).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> CoveredDocument {
        let operation: Arc<str> = "op".into();
        let items = ["200", "404"].map(|name| Item::new(Dimension::Statuses, &operation, name));
        CoveredDocument { name: "api.yaml".into(), items: items.into() }
    }

    fn exercised(number: usize) -> Exercised {
        let items = [u32::from(number.is_multiple_of(5))].into();
        Exercised { document: "api.yaml".into(), scenario: format!("s{:03}", number % 60).into(), items }
    }

    #[test]
    fn parts_come_to_the_whole_in_any_order() {
        let all: Vec<Exercised> = (0..200).map(exercised).collect();
        let of = |parts: &[Vec<&Exercised>]| {
            let mut whole = Coverage::default();
            for part in parts {
                let mut own = Coverage::new(vec![document()]);
                part.iter().for_each(|exercised| own.add(exercised));
                whole.merge(own).unwrap();
            }
            whole
        };
        let whole = of(&[all.iter().collect()]);
        assert_eq!(whole.documents[0].items[0].users.first.len(), NAMED_SCENARIOS);
        assert!(whole.documents[0].items[0].users.more);
        assert!(!whole.documents[0].items[1].users.more);
        for count in 1..7 {
            let part = |index: usize| all.iter().skip(index).step_by(count).collect();
            let parts: Vec<Vec<&Exercised>> = (0..count).rev().map(part).collect();
            assert_eq!(of(&parts), whole, "{count} parts");
        }
    }

    #[test]
    fn another_version_of_a_document_is_no_part() {
        let mut other = document();
        other.items.pop();
        let mut whole = Coverage::new(vec![document()]);
        assert_eq!(whole.merge(Coverage::new(vec![other])), Err("api.yaml".into()));
    }

    #[test]
    fn percent_is_never_rounded_up() {
        let of = |covered, total| Share { covered, total };
        assert_eq!(of(1999, 2000).percent(), 99.9);
        assert_eq!((of(0, 0).percent(), of(2, 2).percent(), of(2, 3).percent()), (100.0, 100.0, 66.6));
        assert!(!of(1999, 2000).reaches(100.0) && of(2, 3).reaches(66.6) && of(0, 0).reaches(100.0));
    }
}

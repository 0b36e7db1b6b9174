//! Maps of documents: merge keys, and keys that are there more than once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::node::{Member, Node, NodeKind};
use crate::diag::{Code, Diagnostic};

/// Adds the keys of the maps of `<<` that the map does not have; of several maps the first counts. The error is for a `<<`
/// that has no map.
pub fn merged(mut members: Vec<Member>, sources: Vec<Node>) -> Result<Vec<Member>, Box<Diagnostic>> {
    if sources.is_empty() {
        return Ok(members);
    }
    let mut known: HashSet<Arc<str>> = members.iter().map(|(key, _)| key.value.clone()).collect();
    for source in sources {
        let maps = match source.kind {
            NodeKind::List(maps) => maps,
            _ => vec![source],
        };
        for map in maps {
            let NodeKind::Map(added) = map.kind else {
                let message = format!("`<<` takes a map or a list of maps, not {}", map.describe());
                return Err(Box::new(Diagnostic::new(Code::YamlFeature, map.span, message)));
            };
            for (key, value) in added {
                if known.insert(key.value.clone()) {
                    members.push((key, value));
                }
            }
        }
    }
    Ok(members)
}

/// Every key once, in the place of its first and with the value of its last.
pub fn last_of_each(members: Vec<Member>) -> Vec<Member> {
    let mut places: HashMap<Arc<str>, usize> = HashMap::new();
    let mut kept: Vec<Member> = Vec::with_capacity(members.len());
    for (key, value) in members {
        match places.get(&key.value) {
            Some(place) => kept[*place] = (key, value),
            None => {
                places.insert(key.value.clone(), kept.len());
                kept.push((key, value));
            }
        }
    }
    kept
}

//! Whether the schemas of a document are any: a mistake in one is told by `check`, and not when a request needs it.

use std::collections::HashSet;

use serde_json::Value;

use super::Place;
use super::version::Version;
use crate::lang::schema::{Holds, SchemaProblem, holds, invalid_schema};

/// Looks at every schema of the root document, and at those that they refer to.
pub fn check(root: &Place<'_>, version: Version) -> Vec<SchemaProblem> {
    let mut schemas = Vec::new();
    let components = root.get("components").and_then(|components| components.get("schemas"));
    let components = components.as_ref().and_then(|schemas| schemas.members()).unwrap_or_default();
    schemas.extend(components.into_iter().map(|(_, schema)| schema));
    walk(root, &mut schemas);
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    for schema in schemas {
        let schema = schema.follow();
        if seen.insert(schema.reference())
            && let Some((pointer, message)) = invalid_schema(schema.value(), version == Version::V30)
        {
            let place = schema.shown();
            let (document, own) = place.split_once('#').unwrap_or((&place, ""));
            problems.push(SchemaProblem::new(document, format!("{own}{pointer}"), message));
        }
    }
    // One that stands in another one is told with it.
    let told: HashSet<(String, String)> =
        problems.iter().map(|one| (one.document.clone(), one.pointer.clone())).collect();
    problems.retain({
        let mut left = told;
        move |one| left.remove(&(one.document.clone(), one.pointer.clone()))
    });
    problems
}

/// As deep as the parsers let a document be.
fn walk<'d>(place: &Place<'d>, schemas: &mut Vec<Place<'d>>) {
    for (name, inner) in place.members().unwrap_or_default() {
        match (holds(name, inner.value()), inner.value()) {
            (_, Value::Object(_) | Value::Bool(_)) if name == "schema" => schemas.push(inner),
            _ if name.starts_with("x-") => {}
            (Holds::Part, _) => walk(&inner, schemas),
            (Holds::Names, _) => {
                inner.members().into_iter().flatten().for_each(|(_, part)| walk(&part, schemas));
            }
            (Holds::Data, _) => {}
        }
    }
    place.elements().iter().for_each(|inner| walk(inner, schemas));
}

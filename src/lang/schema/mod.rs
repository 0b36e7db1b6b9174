//! JSON Schema, drafts 4 to 2020-12: gathered from local files, compiled once, judged with every violation.
//!
//! In: a document and a way to the files that it refers to. Out: a [`Schema`], or what is wrong and where. Nothing is ever
//! fetched: what leads out of the project or into the network is refused.

mod gather;
mod options;
mod pointer;
mod problem;
mod references;
mod violation;
mod words;

use std::sync::Arc;

use jsonschema::{Registry, Validator};

pub use gather::{Document, Documents, Load, gather};
pub use options::{Linear, engines};
pub use pointer::{json_path, pointer_of, segments, shown_location};
pub use problem::SchemaProblem;
pub use violation::{Violation, Violations, violations};

use crate::model::value::Value;

/// A schema, ready to judge values.
#[derive(Debug)]
pub struct Schema {
    /// How messages call it: a path, or `the schema`.
    name: Arc<str>,
    validator: Validator,
}

impl Schema {
    /// Compiles the first of these documents; the others are those that it refers to.
    pub fn compile(documents: &Documents, formats: bool) -> Result<Schema, Vec<SchemaProblem>> {
        let Some(root) = documents.root() else { return Err(Vec::new()) };
        let registry = registry(documents).map_err(|problem| vec![problem])?;
        let problems = invalid(documents);
        if !problems.is_empty() {
            return Err(problems);
        }
        let built = engines(|engine| {
            let options = jsonschema::options()
                .with_registry(&registry)
                .with_base_uri(root.uri.as_str())
                .should_validate_formats(formats);
            engine.apply(options).build(&root.value)
        });
        match built {
            Ok(validator) => Ok(Schema { name: root.name.clone(), validator }),
            Err(error) => Err(vec![SchemaProblem::of_error(&error, root)]),
        }
    }

    /// How messages call it.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// True where the value follows the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// What of the value does not follow the schema.
    pub fn violations<'v>(&'v self, value: &'v Value) -> Violations {
        violations(self.validator.iter_errors(value), value)
    }
}

fn registry(documents: &Documents) -> Result<Registry<'static>, SchemaProblem> {
    let mut builder = Registry::new();
    for document in documents.iter() {
        builder = builder
            .add(document.uri.as_str(), document.value.clone())
            .map_err(|error| SchemaProblem::of_reference(&error, document))?;
    }
    builder.prepare().map_err(|error| match documents.root() {
        Some(root) => SchemaProblem::of_reference(&error, root),
        None => SchemaProblem::new("", "", "there is no schema"),
    })
}

/// What the drafts say of how a schema is written. Documents of a draft of their own are looked at when they are compiled.
fn invalid(documents: &Documents) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    for document in documents.iter().filter(|document| document.is_of_the_project() && document.has_known_draft()) {
        let found = jsonschema::meta::validate(&document.value);
        problems.extend(found.err().map(|error| SchemaProblem::of_error(&error, document)));
    }
    problems
}

//! JSON Schema, drafts 4 to 2020-12: gathered from local files, compiled once, judged with every violation.
//!
//! In: a document and a way to the files that it refers to. Out: a [`Schema`], or what is wrong and where. Nothing is ever
//! fetched: what leads out of the project or into the network is refused.

mod budget;
mod bundle;
mod cycles;
mod document;
mod instance;
mod messages;
mod numbers;
mod options;
mod pointer;
mod problem;
mod references;
mod subschemas;
mod violation;

use std::sync::Arc;

use jsonschema::Registry;

pub use budget::count_visits;
pub use bundle::bundle;
pub use cycles::{LONGEST_WAY, circles};
pub use document::{Document, Documents, shown_location};
pub use instance::{Instance, Options, Validator};
pub use messages::{cut, of_schema as schema_message};
pub use numbers::{EXACT, document, exact_value, rename_rules};
pub use options::engines;
pub use pointer::pointer_of;
pub use problem::SchemaProblem;
pub use subschemas::{Holds, each_part, holds};
pub use violation::{TooMuch, Violation, Violations, is_valid, violations};

use crate::value::Value;
use crate::vocabulary::limits::VIOLATIONS_SHOWN;

/// A schema, ready to judge values.
#[derive(Debug)]
pub struct Schema {
    /// How messages call it: a path, or `the schema`.
    name: Arc<str>,
    validator: Validator,
}

impl Schema {
    /// Compiles the first of the documents that [`bundle()`] gave; the others are those that it refers to. With `formats`
    /// the keyword `format` is a rule.
    pub fn compile(
        (mut documents, mut problems): (Documents, Vec<SchemaProblem>),
        formats: bool,
    ) -> Result<Schema, Vec<SchemaProblem>> {
        problems.extend(invalid(&documents));
        documents.iter_mut().for_each(|document| {
            // A draft of its own may have other rules of these names.
            if document.has_known_draft() {
                rename_rules(&mut document.value);
            }
            count_visits(&mut document.value);
        });
        let Some(root) = documents.root().filter(|_| problems.is_empty()) else { return Err(problems) };
        let registry = registry(&documents).map_err(|problem| vec![problem])?;
        let built = engines(|engine| {
            let options = jsonschema::options_for::<Instance>()
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

    /// What of the value does not follow the schema.
    pub fn violations(&self, value: &Value) -> Result<Violations, TooMuch> {
        violations(&self.validator, value)
    }
}

/// Where and why a value is no schema of the draft that OpenAPI means: draft 7 stands for that of 3.0.
pub fn invalid_schema(value: &serde_json::Value, of_30: bool) -> Option<(String, String)> {
    let result = match of_30 {
        true => jsonschema::draft7::meta::validate(value),
        false => jsonschema::draft202012::meta::validate(value),
    };
    result.err().map(|error| (error.instance_path().as_str().to_owned(), messages::of_schema(&error)))
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
        None => SchemaProblem::new("", "", "no schema"),
    })
}

/// What the drafts say of how a schema is written. Documents of a draft of their own are looked at when they are compiled.
fn invalid(documents: &Documents) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    for document in
        documents.iter().filter(|document| document.is_of_the_project() && document.has_known_draft())
    {
        let Ok(draft) = jsonschema::meta::validator_for(&document.value) else { continue };
        let found = draft.iter_errors(&document.value).take(VIOLATIONS_SHOWN);
        problems.extend(found.map(|error| SchemaProblem::of_error(&error, document)));
    }
    problems
}

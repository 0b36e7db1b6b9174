//! What is wrong with a schema, and where.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ReferencingError, ValidationError};

use super::document::{Document, shown_location};
use super::messages;

/// A finding in a document; whoever knows where the document stands makes a diagnostic of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaProblem {
    /// The document's path, or how it is called otherwise.
    pub document: String,
    /// The place in it, a JSON Pointer.
    pub pointer: String,
    /// One line.
    pub message: String,
}

impl SchemaProblem {
    /// A problem at a place.
    pub fn new(
        document: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> SchemaProblem {
        SchemaProblem { document: document.into(), pointer: pointer.into(), message: message.into() }
    }

    /// A schema that its draft does not allow, or a pattern that cannot be compiled.
    pub(super) fn of_error(error: &ValidationError<'_>, document: &Document) -> SchemaProblem {
        let pointer = match error.kind() {
            ValidationErrorKind::Referencing(error) => return SchemaProblem::of_reference(error, document),
            // Found while it was compiled: then the place of the keyword is the place in the schema.
            _ if error.instance_path().as_str().is_empty() => error.schema_path().as_str(),
            _ => error.instance_path().as_str(),
        };
        let pointer = if document.value.pointer(pointer).is_some() { pointer } else { "" };
        SchemaProblem::new(&*document.name, pointer, messages::of_schema(error))
    }

    /// A reference that leads nowhere.
    pub(super) fn of_reference(error: &ReferencingError, document: &Document) -> SchemaProblem {
        let message = match error {
            ReferencingError::PointerToNowhere { pointer } => {
                format!("a `$ref` refers to `#{pointer}`, which does not exist")
            }
            ReferencingError::NoSuchAnchor { anchor } | ReferencingError::InvalidAnchor { anchor } => {
                format!("a `$ref` refers to the anchor `#{anchor}`, which does not exist")
            }
            ReferencingError::Unretrievable { uri, .. } => remote(uri),
            ReferencingError::UnknownSpecification { specification } => {
                format!("`$schema` is `{specification}`, which is not a JSON Schema draft from 4 to 2020-12")
            }
            ReferencingError::CircularMetaschema { .. } => "its `$schema` references form a cycle".to_owned(),
            _ => "it contains a `$ref` or `$id` that is not a valid URI".to_owned(),
        };
        SchemaProblem::new(&*document.name, "", message)
    }
}

/// Why a reference into the network is not followed.
pub(super) fn remote(uri: &str) -> String {
    let shown = shown_location(uri);
    format!(
        "`{shown}` is a remote reference, which is not fetched; keep a copy in the project and refer to it by its path"
    )
}

//! An OpenAPI document, 3.0 or 3.1: which operations it has and where everything of them stands.
//!
//! The document stays what it is, a JSON value; a [`Place`] is a value in it with its address, and follows references. So a
//! part that this version does not know of does no harm, and every message can name the place that it is about.

mod meta;
mod place;
mod schema30;
mod schemas;
mod version;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

pub use place::Place;
pub use schemas::{ALTERNATIVES, INTEGERS};
pub use version::Version;

use super::schema::{Documents, SchemaProblem, circles, count_visits, rename_rules};

/// Methods that a path item may have.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An OpenAPI document with all files that it refers to.
#[derive(Debug)]
pub struct OpenApi {
    /// The path of its file as people know it.
    pub name: Arc<str>,
    /// Which rules hold for its schemas.
    pub version: Version,
    /// The files, references made absolute; schemas of 3.0 are JSON Schema now.
    pub documents: Documents,
    /// In the order of the document.
    pub operations: Vec<OperationName>,
}

/// An operation, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationName {
    /// `operationId`.
    pub id: Option<Arc<str>>,
    /// The method token, in capitals.
    pub method: Arc<str>,
    pub path: Arc<str>,
}

impl OperationName {
    /// The `operationId`, else method and path.
    pub fn shown(&self) -> Arc<str> {
        self.id.clone().unwrap_or_else(|| format!("{} {}", self.method, self.path).into())
    }
}

impl OpenApi {
    /// Reads what [`super::schema::bundle`] gave. The errors say what is wrong and where.
    pub fn read(
        (mut documents, mut problems): (Documents, Vec<SchemaProblem>),
    ) -> Result<OpenApi, Vec<SchemaProblem>> {
        let Some(root) = documents.root() else { return Err(problems) };
        let name = root.name.clone();
        let version = match version(&root.value) {
            Ok(version) => version,
            Err(message) => {
                problems.push(SchemaProblem::new(&*name, "", message));
                return Err(problems);
            }
        };
        for document in documents.iter_mut() {
            if version == Version::V30 {
                schema30::rewrite(&mut document.value);
            }
            schemas::rewrite(&mut document.value);
        }
        problems.extend(circles(&documents));
        let operations = read_operations(&documents, &name, &mut problems);
        if let Some(root) = Place::root(&documents) {
            problems.extend(meta::check(&root, version));
        }
        documents.iter_mut().for_each(|document| {
            rename_rules(&mut document.value);
            count_visits(&mut document.value);
        });
        match problems.is_empty() {
            true => Ok(OpenApi { name, version, documents, operations }),
            false => Err(problems),
        }
    }

    /// The document's own place.
    pub fn root(&self) -> Option<Place<'_>> {
        Place::root(&self.documents)
    }

    /// The operation of that `operationId`.
    pub fn operation(&self, id: &str) -> Option<&OperationName> {
        self.operations.iter().find(|operation| operation.id.as_deref() == Some(id))
    }
}

fn version(root: &Value) -> Result<Version, String> {
    let Some(members) = root.as_object() else {
        return Err("this is not an OpenAPI document: it is not a map".to_owned());
    };
    if members.contains_key("swagger") {
        let message = "this is Swagger 2.0; convert it to OpenAPI 3.0 or 3.1";
        return Err(message.to_owned());
    }
    match members.get("openapi") {
        Some(Value::String(version)) if version.starts_with("3.0") => Ok(Version::V30),
        Some(Value::String(version)) if version.starts_with("3.1") => Ok(Version::V31),
        Some(other) => Err(format!(
            "`openapi: {}` is not a supported version; use 3.0.x or 3.1.x",
            super::schema::cut(&other.to_string())
        )),
        None => {
            Err("this is not an OpenAPI document: it has no `openapi: 3.1.0` at its top level".to_owned())
        }
    }
}

fn read_operations(
    documents: &Documents,
    name: &str,
    problems: &mut Vec<SchemaProblem>,
) -> Vec<OperationName> {
    let mut operations: Vec<OperationName> = Vec::new();
    let mut ids = HashSet::new();
    let Some(root) = Place::root(documents) else { return operations };
    let mut wrong = |pointer: &str, message: String| {
        problems.push(SchemaProblem::new(name, pointer, message));
    };
    let Some(paths) = root.get("paths") else { return operations };
    let Some(items) = paths.members() else {
        wrong(paths.pointer(), "`paths` must be a map of paths".to_owned());
        return operations;
    };
    for (path, item) in items {
        if path.starts_with("x-") {
            continue;
        }
        if !path.starts_with('/') {
            wrong(item.pointer(), format!("a path must begin with `/`, but this is `{path}`"));
        }
        let item = item.follow();
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            if operation.value().as_object().is_none() {
                wrong(operation.pointer(), "an operation must be a map".to_owned());
                continue;
            }
            let id: Option<Arc<str>> = operation.text("operationId").map(Arc::from);
            if let Some(id) = &id
                && !ids.insert(id.clone())
            {
                wrong(operation.pointer(), format!("the operationId `{id}` is used twice"));
            }
            operations.push(OperationName {
                id,
                method: method.to_ascii_uppercase().into(),
                path: path.into(),
            });
        }
    }
    operations
}

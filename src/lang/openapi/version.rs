//! The versions of OpenAPI that are read.

/// Which rules hold for the schemas of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0.x: a dialect of its own.
    V30,
    /// 3.1.x: JSON Schema 2020-12, or what `jsonSchemaDialect` says.
    V31,
}

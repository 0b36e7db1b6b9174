//! The schemas of a document, as those see them who judge values by their places.

use crate::lang::openapi::OpenApi;
use crate::lang::schema::{TooMuch, Violations};
use crate::value::Value;

/// Which side of an exchange a value is on: `readOnly` and `writeOnly` mean something else on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It was sent.
    Request,
    /// It came back.
    Response,
}

/// Why it is not known whether a value follows a schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Unjudged {
    /// The schema is none.
    Unusable(String),
    /// That would take too long.
    TooMuch(TooMuch),
}

/// Judges values by the schemas of a document. Keywords ask it, which are themselves parts of such schemas.
pub trait Schemas: Send + Sync {
    /// The document.
    fn api(&self) -> &OpenApi;

    /// Whether a value follows the schema at a place. The error says why that is not known.
    fn is_valid(&self, reference: &str, side: Side, value: &Value) -> Result<bool, Unjudged>;

    /// What of a value does not follow the schema at a place. The error says why that is not known.
    fn violations(&self, reference: &str, side: Side, value: &Value) -> Result<Violations, Unjudged>;
}

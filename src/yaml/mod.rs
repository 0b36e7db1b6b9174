//! YAML: read into a tree with places, brought into one layout, and written for people.
//!
//! Scenario files are read by [`tree`](tree()), which has a span for every value and refuses what readers of YAML
//! understand differently; documents of others (OpenAPI, JSON Schema, `equals_file`) by [`document`](document()). Neither
//! knows what a scenario is.

mod document;
mod format;
mod hints;
mod node;
mod quoted;
mod scalar;
mod swallowed;
mod tree;
pub mod write;

pub use document::yaml_document as document;
pub use format::format;
pub use node::{Member, Node, NodeKind};
pub use tree::tree;

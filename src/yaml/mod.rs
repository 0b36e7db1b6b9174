//! YAML: read into a tree with places, brought into one layout, and written for people.
//!
//! Scenario files are read by [`tree`](tree()), which has a span for every value and refuses what readers of YAML
//! understand differently; documents of others (OpenAPI, JSON Schema, `equals_file`) by [`document`](document()). Neither
//! knows what a scenario is.

mod builder;
mod complex_key;
mod format;
mod hints;
mod merge;
mod node;
mod offsets;
mod quoted;
mod scalar;
mod swallowed;
#[cfg(test)]
mod tests;
mod tree;
pub mod write;

pub use format::format;
pub use node::{Member, Node, NodeKind};
pub use tree::{document, partial_tree, tree};

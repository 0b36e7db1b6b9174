//! XPath: the part of it that asks for a place in a document (XML Path Language 1.0, <https://www.w3.org/TR/xpath-10/>).
//!
//! Location paths along children (`/a/b`, `//b`, `.`, `..`, `*`, `@id`, `text()`), prefixes, predicates on positions,
//! attributes and child values, and the functions `count`, `contains`, `starts-with`, `normalize-space`, `not`, `last`.
//! Anything else is refused when the file is read, with what to write instead.

mod expr;
mod parser;
mod token;

pub use expr::{Comparison, Expr, Name, Path, Step, Test};

use super::CompileError;

#[derive(Debug, Clone, PartialEq)]
pub struct XPath {
    root: Expr,
}

impl XPath {
    pub fn compile(text: &str) -> Result<XPath, CompileError> {
        Ok(XPath { root: parser::parse(text)? })
    }

    /// What gives the value.
    pub fn root(&self) -> &Expr {
        &self.root
    }
}

//! XML and HTML bodies, and what XPaths and CSS selectors find in them.
//!
//! In: the text of a body and a compiled query. Out: texts, a number or a boolean. Both kinds of bodies are read once a
//! response, into trees that nothing hostile can make deep on the stack.

mod html;
mod xml;
mod xpath;

pub use html::HtmlBody;
pub use xml::XmlBody;

use crate::model::Kind;

/// Why a body is not read as XML or HTML, or a query not answered.
#[derive(Debug, Clone)]
pub struct MarkupProblem {
    /// `xml`, `html`, `limit`, or `protocol` where the body cannot be decoded.
    pub kind: Kind,
    /// Completes "the body …".
    pub message: String,
}

/// What a query finds.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Texts of elements, or values of attributes, in document order.
    Texts(Vec<String>),
    /// What `count()` gives.
    Number(u64),
    /// What `contains()`, a comparison and their like give.
    Boolean(bool),
}

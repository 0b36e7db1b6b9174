//! XML and HTML bodies, and what XPaths and CSS selectors find in them.
//!
//! In: the bytes of a body and a compiled query. Out: texts, a number or a boolean. Both kinds of bodies are read once a
//! response, into one kind of tree that nothing hostile can make deep on the stack. Everything that reading and queries do
//! counts as steps of a [`Budget`](budget::Budget).

mod budget;
mod css;
mod described;
mod found;
mod html;
mod name_test;
mod outline;
mod problem;
#[cfg(test)]
mod tests;
mod tree;
mod xml;
mod xpath;

pub use found::Found;
pub use name_test::Prefixes;
pub use outline::Outline;
pub use problem::MarkupProblem;
pub use tree::Markup;

use crate::model::{CompiledQuery, Query};

impl Markup {
    /// What a query finds.
    pub fn find(&self, query: &Query, prefixes: Prefixes<'_>) -> Result<Found, MarkupProblem> {
        match &query.compiled {
            CompiledQuery::XPath(path) => self.find_xpath(path, prefixes),
            CompiledQuery::Css(css) => self.find_css(css),
        }
    }
}

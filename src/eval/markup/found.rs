//! What queries find.

use super::problem::MarkupProblem;
use crate::vocabulary::limits::MARKUP_TEXT;

/// What a query finds.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Texts of nodes, or values of attributes, in document order.
    Texts(Vec<String>),
    /// What `normalize-space()` gives.
    Text(String),
    /// What `count()` gives.
    Number(u64),
    /// What `contains()`, a comparison and their like give.
    Boolean(bool),
}

/// Texts of nodes that a query finds. Nodes inside each other repeat their texts, so that their size is limited.
#[derive(Default)]
pub struct FoundTexts {
    pub texts: Vec<String>,
    bytes: usize,
}

impl FoundTexts {
    pub fn push(&mut self, text: String) -> Result<(), MarkupProblem> {
        self.bytes += text.len();
        if self.bytes > MARKUP_TEXT {
            return Err(MarkupProblem::limit(format!(
                "has more than {MARKUP_TEXT} bytes of text in what a query finds"
            )));
        }
        self.texts.push(text);
        Ok(())
    }
}

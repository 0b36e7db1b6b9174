//! Fragments: parts of a flow that scenarios use.

use std::sync::Arc;

use super::{Data, Expression};
use crate::source::{Span, Spanned};

/// What a fragment file has beside the keys of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FragmentParts {
    /// Where `once: true` is written.
    pub once: Option<Span>,
    /// What leaves it, in the order of the file.
    pub outputs: Vec<Output>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The name that users ask for.
    pub name: Spanned<Arc<str>>,
    /// Its value; sees everything of the fragment, after its last step.
    pub value: Expression,
}

/// The `use` of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The file as written.
    pub file: Spanned<Arc<str>>,
    /// Its path, by which the project knows the fragment.
    pub path: Arc<str>,
    /// False where the file is no fragment, or where the step closes a circle; that is an error already.
    pub linked: bool,
    /// Inputs of the fragment.
    pub with: Vec<(Spanned<Arc<str>>, Data)>,
    /// Inputs whose values could not be read, so that they are not missed as well.
    pub unread: Vec<Arc<str>>,
    /// What is taken from the fragment.
    pub outputs: Vec<OutputHere>,
}

/// The name here, and the output of the fragment that it gets.
pub type OutputHere = (Spanned<Arc<str>>, Spanned<Arc<str>>);

impl Use {
    /// The value that `with` gives to an input.
    pub fn given(&self, input: &str) -> Option<&Data> {
        self.with.iter().find(|(name, _)| &*name.value == input).map(|(_, data)| data)
    }
}

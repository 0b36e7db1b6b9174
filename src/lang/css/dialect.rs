//! What the crate `selectors` needs to know of documents: names and values are texts, and there are no pseudo-elements.

use std::fmt;

use cssparser::ToCss;
use precomputed_hash::PrecomputedHash;
use selectors::parser::{self, SelectorParseErrorKind};

/// Reads selectors.
pub(super) struct Reader;

impl<'i> parser::Parser<'i> for Reader {
    type Impl = Dialect;
    type Error = SelectorParseErrorKind<'i>;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    // A typo in `:is(…)` must not select nothing in silence.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }
}

/// The selectors of documents that do not change and that nobody looks at: without states such as `:hover`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect;

impl parser::SelectorImpl for Dialect {
    type AttrValue = CssText;
    type Identifier = CssText;
    type LocalName = CssText;
    type NamespacePrefix = CssText;
    type NamespaceUrl = CssText;
    type BorrowedNamespaceUrl = CssText;
    type BorrowedLocalName = CssText;
    type NonTSPseudoClass = Never;
    type PseudoElement = Never;
    type ExtraMatchingData<'a> = ();
}

/// A name or a value in a selector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CssText(Box<str>);

impl AsRef<str> for CssText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for CssText {
    fn from(text: &str) -> Self {
        CssText(text.into())
    }
}

impl ToCss for CssText {
    fn to_css<W: fmt::Write>(&self, to: &mut W) -> fmt::Result {
        cssparser::serialize_string(&self.0, to)
    }
}

impl PrecomputedHash for CssText {
    // Used by filters for ancestors, which matching here does without.
    fn precomputed_hash(&self) -> u32 {
        self.0.len() as u32
    }
}

/// There is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Never {}

impl ToCss for Never {
    fn to_css<W: fmt::Write>(&self, _: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl parser::NonTSPseudoClass for Never {
    type Impl = Dialect;

    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }

    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

impl parser::PseudoElement for Never {
    type Impl = Dialect;
}

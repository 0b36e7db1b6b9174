//! Matches CSS selectors on the tree of a body.

use std::fmt;

use selectors::OpaqueElement;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector};

use super::found::{Found, FoundTexts};
use super::problem::MarkupProblem;
use super::tree::{DOCUMENT, Markup, Name, Node, NodeKind};
use crate::lang::{Css, CssText, Dialect, NeverInCss};
use crate::model::MarkupLanguage;

const HTML: &str = "http://www.w3.org/1999/xhtml";

impl Markup {
    /// What a selector finds: the text of each element, its white space as a reader sees it, or the value of an attribute.
    pub fn find_css(&self, css: &Css) -> Result<Found, MarkupProblem> {
        let mut found = FoundTexts::default();
        for index in self.select(css)? {
            match &css.attribute {
                None => found.push(self.seen_text(index)?)?,
                Some(name) => {
                    let mut attributes =
                        self.element(index).into_iter().flat_map(|element| &element.attributes);
                    // In SVG names have capitals, which people need not know.
                    let value = attributes
                        .find(|attribute| self.attribute_name(attribute).local.eq_ignore_ascii_case(name));
                    if let Some(attribute) = value {
                        found.push(attribute.value.to_string())?;
                    }
                }
            }
        }
        Ok(Found::Texts(found.texts))
    }

    /// The elements that a selector finds, in document order.
    pub(super) fn select(&self, css: &Css) -> Result<Vec<u32>, MarkupProblem> {
        let mut caches = SelectorCaches::default();
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let mut found = Vec::new();
        for index in 1..self.len() {
            let Some(element) = ElementRef::at(self, index) else { continue };
            let selectors = css.selectors.slice().iter();
            self.budget.spend(1)?;
            let is_found =
                selectors.into_iter().any(|one| matches_selector(one, 0, None, &element, &mut context));
            // Where the steps were used up the matching has ended somehow.
            self.budget.check()?;
            if is_found {
                found.push(index);
            }
        }
        Ok(found)
    }
}

/// An element as the crate `selectors` sees it. Each step counts; without steps left there is nothing more to see.
#[derive(Clone, Copy)]
struct ElementRef<'t> {
    markup: &'t Markup,
    index: u32,
    name: &'t Name,
}

impl fmt::Debug for ElementRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}> {}", self.name.local, self.index)
    }
}

impl<'t> ElementRef<'t> {
    fn at(markup: &'t Markup, index: u32) -> Option<Self> {
        Some(ElementRef { markup, index, name: markup.name(index)? })
    }

    fn node(&self) -> &'t Node {
        self.markup.node(self.index)
    }

    fn takes(&self, steps: usize) -> bool {
        self.markup.budget.take(steps as u64)
    }

    /// The first element from `index` on among the nodes of one parent.
    fn first_from(&self, mut index: u32, parent: u32) -> Option<Self> {
        let end = self.markup.node(parent).end;
        while index < end && self.takes(1) {
            if let Some(element) = ElementRef::at(self.markup, index) {
                return Some(element);
            }
            index = self.markup.node(index).end;
        }
        None
    }

    /// The value of an attribute whose text is looked at.
    fn value(&self, name: &str) -> Option<&'t str> {
        let attributes = self.markup.element(self.index).map_or(0, |element| element.attributes.len());
        let value = self.markup.attribute(self.index, name).filter(|_| self.takes(attributes))?;
        self.markup.budget.take_text(value.len()).then_some(value)
    }
}

impl selectors::Element for ElementRef<'_> {
    type Impl = Dialect;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.node())
    }

    fn parent_element(&self) -> Option<Self> {
        ElementRef::at(self.markup, self.node().parent).filter(|_| self.takes(1))
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        ElementRef::at(self.markup, self.node().previous_element).filter(|_| self.takes(1))
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.first_from(self.node().end, self.node().parent)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.first_from(self.index + 1, self.index)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.markup.language == MarkupLanguage::Html && self.name.namespace.as_deref() == Some(HTML)
    }

    fn has_local_name(&self, name: &CssText) -> bool {
        *self.name.local == *name.as_ref()
    }

    fn has_namespace(&self, namespace: &CssText) -> bool {
        self.name.namespace.as_deref().unwrap_or_default() == namespace.as_ref()
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.name == other.name
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&CssText>,
        name: &CssText,
        operation: &AttrSelectorOperation<&CssText>,
    ) -> bool {
        let has_none = match namespace {
            NamespaceConstraint::Any => true,
            NamespaceConstraint::Specific(namespace) => namespace.as_ref().is_empty(),
        };
        has_none && self.value(name.as_ref()).is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(&self, never: &NeverInCss, _: &mut MatchingContext<'_, Dialect>) -> bool {
        match *never {}
    }

    fn match_pseudo_element(&self, never: &NeverInCss, _: &mut MatchingContext<'_, Dialect>) -> bool {
        match *never {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        ["a", "area"].contains(&&*self.name.local) && self.value("href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &CssText, case: CaseSensitivity) -> bool {
        self.value("id").is_some_and(|value| case.eq(value.as_bytes(), id.as_ref().as_bytes()))
    }

    fn has_class(&self, name: &CssText, case: CaseSensitivity) -> bool {
        self.value("class").is_some_and(|classes| {
            let mut classes = classes.split_ascii_whitespace();
            classes.any(|class| case.eq(class.as_bytes(), name.as_ref().as_bytes()))
        })
    }

    fn has_custom_state(&self, _: &CssText) -> bool {
        false
    }

    fn imported_part(&self, _: &CssText) -> Option<CssText> {
        None
    }

    fn is_part(&self, _: &CssText) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.markup.children(self.index).take_while(|_| self.takes(1)).all(|child| {
            match &self.markup.node(child).kind {
                NodeKind::Text(text) => text.is_empty(),
                NodeKind::Element(_) | NodeKind::Document => false,
            }
        })
    }

    fn is_root(&self) -> bool {
        self.node().parent == DOCUMENT
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}

//! The tree of an XML or HTML body: its nodes in document order, so that everything below a node is the range after it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::budget::Budget;
use super::problem::MarkupProblem;
use crate::model::MarkupLanguage;

/// The document itself.
pub(super) const DOCUMENT: u32 = 0;

/// A body as elements, attributes and texts. Comments and processing instructions are left out.
#[derive(Debug)]
pub struct Markup {
    pub(super) language: MarkupLanguage,
    nodes: Vec<Node>,
    names: Vec<Name>,
    /// Namespaces that the root element declares, by prefix; the default one under the empty prefix.
    declared: HashMap<String, Arc<str>>,
    /// For all queries.
    pub(super) budget: Budget,
}

#[derive(Debug)]
pub(super) struct Node {
    pub parent: u32,
    /// After the last node below it.
    pub end: u32,
    /// The element before it with the same parent; [`DOCUMENT`]: there is none.
    pub previous_element: u32,
    pub kind: NodeKind,
}

#[derive(Debug)]
pub(super) enum NodeKind {
    Document,
    Element(Element),
    Text(Box<str>),
}

#[derive(Debug)]
pub(super) struct Element {
    name: u32,
    pub attributes: Box<[Attribute]>,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub name: u32,
    pub value: Box<str>,
}

/// A name with its namespace. Attributes of HTML have none: their names are as written (`xlink:href`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub namespace: Option<Arc<str>>,
    pub local: Arc<str>,
}

impl Markup {
    pub(super) fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }

    pub(super) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    pub(super) fn element(&self, index: u32) -> Option<&Element> {
        match &self.node(index).kind {
            NodeKind::Element(element) => Some(element),
            NodeKind::Document | NodeKind::Text(_) => None,
        }
    }

    /// The name of an element; `None` for other nodes.
    pub(super) fn name(&self, index: u32) -> Option<&Name> {
        self.element(index).map(|element| &self.names[element.name as usize])
    }

    pub(super) fn attribute_name(&self, attribute: &Attribute) -> &Name {
        &self.names[attribute.name as usize]
    }

    /// The value of an attribute that has no namespace.
    pub(super) fn attribute(&self, index: u32, name: &str) -> Option<&str> {
        let found = self.element(index)?.attributes.iter().find(|attribute| {
            let actual = self.attribute_name(attribute);
            actual.namespace.is_none() && *actual.local == *name
        });
        found.map(|attribute| &*attribute.value)
    }

    pub(super) fn children(&self, index: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.node(index).end;
        let first = Some(index + 1).filter(|child| *child < end);
        std::iter::successors(first, move |child| Some(self.node(*child).end).filter(|next| *next < end))
    }

    pub(super) fn declared(&self, prefix: &str) -> Option<&Arc<str>> {
        self.declared.get(prefix)
    }

    /// All text in and below a node, which counts as steps.
    pub(super) fn text(&self, index: u32) -> Result<Cow<'_, str>, MarkupProblem> {
        let end = self.node(index).end;
        self.budget.spend(u64::from(end - index))?;
        let mut texts = (index..end).filter_map(|index| match &self.node(index).kind {
            NodeKind::Text(text) => Some(&**text),
            NodeKind::Document | NodeKind::Element(_) => None,
        });
        let Some(first) = texts.next() else { return Ok(Cow::Borrowed("")) };
        self.budget.take_text(first.len());
        let mut all = Cow::Borrowed(first);
        for text in texts {
            self.budget.take_text(text.len());
            self.budget.check()?;
            all.to_mut().push_str(text);
        }
        Ok(all)
    }
}

/// Makes a [`Markup`] of nodes that come in document order.
pub(super) struct Builder {
    markup: Markup,
    names: HashMap<Name, u32>,
    /// Elements that are not closed, each with its last child element so far.
    open: Vec<(u32, u32)>,
}

impl Builder {
    pub fn new(language: MarkupLanguage, capacity: usize) -> Self {
        let mut nodes = Vec::with_capacity(capacity);
        let none = DOCUMENT;
        nodes.push(Node { parent: none, end: 1, previous_element: none, kind: NodeKind::Document });
        Builder {
            markup: Markup {
                language,
                nodes,
                names: Vec::new(),
                declared: HashMap::new(),
                budget: Budget::for_queries(0),
            },
            names: HashMap::new(),
            open: vec![(DOCUMENT, none)],
        }
    }

    /// A namespace that the root element declares.
    pub fn declare(&mut self, prefix: &str, namespace: &str) {
        self.markup.declared.insert(prefix.to_owned(), namespace.into());
    }

    /// The number of a name.
    pub fn name(&mut self, name: Name) -> u32 {
        let names = &mut self.markup.names;
        *self.names.entry(name).or_insert_with_key(|name| {
            names.push(name.clone());
            (names.len() - 1) as u32
        })
    }

    pub fn open(&mut self, name: u32, attributes: Box<[Attribute]>) {
        let index = self.push(NodeKind::Element(Element { name, attributes }));
        if let Some((_, last)) = self.open.last_mut() {
            self.markup.nodes[index as usize].previous_element = *last;
            *last = index;
        }
        self.open.push((index, DOCUMENT));
    }

    pub fn close(&mut self) {
        let end = self.markup.len();
        if let Some((index, _)) = self.open.pop() {
            self.markup.nodes[index as usize].end = end;
        }
    }

    pub fn text(&mut self, text: Box<str>) {
        self.push(NodeKind::Text(text));
    }

    fn push(&mut self, kind: NodeKind) -> u32 {
        let index = self.markup.len();
        let parent = self.open.last().map_or(DOCUMENT, |(parent, _)| *parent);
        self.markup.nodes.push(Node { parent, end: index + 1, previous_element: DOCUMENT, kind });
        index
    }

    pub fn finish(mut self) -> Markup {
        while !self.open.is_empty() {
            self.close();
        }
        self.markup.budget = Budget::for_queries(self.markup.nodes.len());
        self.markup
    }
}

//! The tree while html5ever builds it, when nodes still move.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::collections::HashMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute as ParsedAttribute, QualName};

use crate::eval::markup::problem::MarkupProblem;
use crate::eval::markup::tree::{Attribute, Builder, Markup, Name};
use crate::model::MarkupLanguage;
use crate::vocabulary::limits::{HTML_DEPTH, MARKUP_ATTRIBUTES};

/// There is no such node.
const NONE: u32 = u32::MAX;
/// The document itself.
const ROOT: u32 = 0;

/// Takes the nodes that html5ever makes.
pub struct Sink(RefCell<Nodes>);

struct Nodes {
    nodes: Vec<Node>,
    names: Vec<QualName>,
    numbers: HashMap<QualName, u32>,
    /// Nodes and attributes.
    count: usize,
    most: usize,
    /// Elements around the last one that came.
    depth: usize,
    /// Why the tree is given up.
    problem: Option<Excess>,
}

/// What there is too much of.
enum Excess {
    Depth,
    Attributes,
}

struct Node {
    parent: u32,
    first: u32,
    last: u32,
    previous: u32,
    next: u32,
    /// Elements around it when it came.
    depth: u32,
    kind: NodeKind,
}

enum NodeKind {
    Element {
        name: u32,
        attributes: Vec<(u32, StrTendril)>,
    },
    Text(StrTendril),
    /// The document, comments, and what else no query finds.
    Other,
}

impl Sink {
    pub fn new(most: usize) -> Self {
        let mut nodes = Nodes {
            nodes: Vec::new(),
            names: Vec::new(),
            numbers: HashMap::new(),
            count: 0,
            most,
            depth: 0,
            problem: None,
        };
        nodes.add(NodeKind::Other);
        Sink(RefCell::new(nodes))
    }

    /// Fails where the tree has become too large.
    pub fn check(&self) -> Result<(), MarkupProblem> {
        let nodes = self.0.borrow();
        if nodes.count > nodes.most {
            return Err(MarkupProblem::too_many_nodes(nodes.most));
        }
        match &nodes.problem {
            None => Ok(()),
            Some(Excess::Depth) => Err(MarkupProblem::limit(format!(
                "nests elements deeper than {HTML_DEPTH} levels, which is not read"
            ))),
            Some(Excess::Attributes) => Err(MarkupProblem::limit(format!(
                "has an element with more than {MARKUP_ATTRIBUTES} attributes, which is not read"
            ))),
        }
    }

    /// Elements around the last one that came.
    pub fn depth(&self) -> usize {
        self.0.borrow().depth
    }

    /// The tree as it is in the end.
    pub fn finish_tree(self) -> Markup {
        self.0.into_inner().into_markup()
    }
}

impl Nodes {
    fn add(&mut self, kind: NodeKind) -> u32 {
        let node = Node { parent: NONE, first: NONE, last: NONE, previous: NONE, next: NONE, depth: 0, kind };
        self.nodes.push(node);
        self.count += 1;
        (self.nodes.len() - 1) as u32
    }

    fn at(&mut self, index: u32) -> &mut Node {
        &mut self.nodes[index as usize]
    }

    fn number(&mut self, name: QualName) -> u32 {
        let names = &mut self.names;
        *self.numbers.entry(name).or_insert_with_key(|name| {
            names.push(name.clone());
            (names.len() - 1) as u32
        })
    }

    fn detach(&mut self, index: u32) {
        let Node { parent, previous, next, .. } = *self.at(index);
        match previous {
            NONE if parent == NONE => {}
            NONE => self.at(parent).first = next,
            _ => self.at(previous).next = next,
        }
        match next {
            NONE if parent == NONE => {}
            NONE => self.at(parent).last = previous,
            _ => self.at(next).previous = previous,
        }
        let node = self.at(index);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a node below `parent`, before the node `before`, or as the last one.
    fn insert(&mut self, parent: u32, before: u32, index: u32) {
        self.detach(index);
        let previous = if before == NONE { self.at(parent).last } else { self.at(before).previous };
        let depth = self.at(parent).depth + 1;
        let node = self.at(index);
        (node.parent, node.previous, node.next, node.depth) = (parent, previous, before, depth);
        if matches!(node.kind, NodeKind::Element { .. }) {
            self.depth = depth as usize;
            if self.depth > HTML_DEPTH {
                self.problem = Some(Excess::Depth);
            }
        }
        match previous {
            NONE => self.at(parent).first = index,
            _ => self.at(previous).next = index,
        }
        match before {
            NONE => self.at(parent).last = index,
            _ => self.at(before).previous = index,
        }
    }

    /// The same of a text, which is joined with one before it.
    fn insert_new(&mut self, parent: u32, before: u32, child: NodeOrText<u32>) {
        let text = match child {
            NodeOrText::AppendNode(index) => return self.insert(parent, before, index),
            NodeOrText::AppendText(text) => text,
        };
        let previous = if before == NONE { self.at(parent).last } else { self.at(before).previous };
        if previous != NONE
            && let NodeKind::Text(earlier) = &mut self.at(previous).kind
        {
            earlier.push_tendril(&text);
            return;
        }
        let index = self.add(NodeKind::Text(text));
        self.insert(parent, before, index);
    }

    fn attributes(&mut self, parsed: Vec<ParsedAttribute>) -> Vec<(u32, StrTendril)> {
        self.count += parsed.len();
        parsed.into_iter().map(|attribute| (self.number(attribute.name), attribute.value)).collect()
    }

    fn into_markup(self) -> Markup {
        let Nodes { mut nodes, names, .. } = self;
        let mut builder = Builder::new(MarkupLanguage::Html, nodes.len());
        let elements: Vec<u32> = names.iter().map(|name| builder.name(element_name(name))).collect();
        let attributes: Vec<u32> = names.iter().map(|name| builder.name(attribute_name(name))).collect();
        let mut at = ROOT;
        loop {
            let node = &mut nodes[at as usize];
            match std::mem::replace(&mut node.kind, NodeKind::Other) {
                NodeKind::Element { name, attributes: own } => {
                    let own = own.into_iter().map(|(name, value)| Attribute {
                        name: attributes[name as usize],
                        value: (&*value).into(),
                    });
                    builder.open(elements[name as usize], own.collect());
                    // Marks what has to be closed.
                    node.kind = NodeKind::Element { name, attributes: Vec::new() };
                }
                NodeKind::Text(text) => builder.text((&*text).into()),
                NodeKind::Other => {}
            }
            let mut next = node.first;
            while next == NONE {
                let node = &nodes[at as usize];
                if matches!(node.kind, NodeKind::Element { .. }) {
                    builder.close();
                }
                if at == ROOT {
                    return builder.finish();
                }
                next = node.next;
                if next == NONE {
                    at = node.parent;
                }
            }
            at = next;
        }
    }
}

fn element_name(name: &QualName) -> Name {
    Name {
        namespace: Some(&*name.ns).filter(|ns| !ns.is_empty()).map(Into::into),
        local: (&*name.local).into(),
    }
}

fn attribute_name(name: &QualName) -> Name {
    let local = match &name.prefix {
        Some(prefix) => format!("{prefix}:{}", name.local).into(),
        None => (&*name.local).into(),
    };
    Name { namespace: None, local }
}

impl TreeSink for Sink {
    type Handle = u32;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |nodes| match &nodes.nodes[*target as usize].kind {
            NodeKind::Element { name, .. } => &nodes.names[*name as usize],
            NodeKind::Text(_) | NodeKind::Other => unreachable!("html5ever asks elements only"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<ParsedAttribute>, _: ElementFlags) -> u32 {
        let mut nodes = self.0.borrow_mut();
        let name = nodes.number(name);
        let attributes = nodes.attributes(attributes);
        nodes.add(NodeKind::Element { name, attributes })
    }

    fn create_comment(&self, _: StrTendril) -> u32 {
        self.0.borrow_mut().add(NodeKind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        self.0.borrow_mut().add(NodeKind::Other)
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        self.0.borrow_mut().insert_new(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &u32, previous: &u32, child: NodeOrText<u32>) {
        let mut nodes = self.0.borrow_mut();
        match nodes.at(*element).parent {
            NONE => nodes.insert_new(*previous, NONE, child),
            parent => nodes.insert_new(parent, *element, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What is in a template is below it, so that queries find it.
    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, left: &u32, right: &u32) -> bool {
        left == right
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &u32, new: NodeOrText<u32>) {
        let mut nodes = self.0.borrow_mut();
        let parent = nodes.at(*sibling).parent;
        if parent != NONE {
            nodes.insert_new(parent, *sibling, new);
        }
    }

    fn add_attrs_if_missing(&self, target: &u32, attributes: Vec<ParsedAttribute>) {
        let mut nodes = self.0.borrow_mut();
        let new = nodes.attributes(attributes);
        let NodeKind::Element { attributes, .. } = &mut nodes.at(*target).kind else { return };
        for (name, value) in new {
            if !attributes.iter().any(|(known, _)| *known == name) {
                attributes.push((name, value));
            }
        }
        if attributes.len() > MARKUP_ATTRIBUTES {
            nodes.problem = Some(Excess::Attributes);
        }
    }

    fn remove_from_parent(&self, target: &u32) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        let mut nodes = self.0.borrow_mut();
        loop {
            match nodes.at(*node).first {
                NONE => return,
                child => nodes.insert(*new_parent, NONE, child),
            }
        }
    }
}

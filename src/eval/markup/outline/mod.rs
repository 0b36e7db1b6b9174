//! What a body has where a query finds nothing: its title and headings, how far the query gets, and what is near.

mod cuts;

use std::collections::{BTreeSet, HashSet};

use super::name_test::Prefixes;
use super::tree::{DOCUMENT, Markup, NodeKind};
use super::xpath;
use crate::diag::{counted, did_you_mean};
use crate::eval::mask::Mask;
use crate::lang::Css;
use crate::lang::xpath::{Expr, XPath};
use crate::model::{CompiledQuery, MarkupLanguage, Query};
use crate::vocabulary::is_secret_name;

/// Headings and near elements that are shown.
const SHOWN: usize = 5;
/// Elements whose names are compared with those in the query.
const COMPARED: usize = 5_000;
/// Different names of them.
const NAMES: usize = 1_000;
/// Bytes of the longest name that is compared.
const LONGEST_NAME: usize = 40;
/// Words of a query that are looked for.
const WORDS: usize = 8;
/// Characters of a text or a value.
const CHARACTERS: usize = 60;
/// In place of a text that is secret by its name.
const HIDDEN: &str = "[not shown]";

/// How far a query gets.
struct Reached<'q> {
    beginning: &'q str,
    /// With one condition or step more, which finds nothing.
    beyond: &'q str,
    nodes: Vec<u32>,
}

/// A body, and what hides secrets before a text of it is cut.
#[derive(Clone, Copy)]
pub struct Outline<'b> {
    pub body: &'b Markup,
    pub prefixes: Prefixes<'b>,
    pub mask: &'b Mask,
}

impl Outline<'_> {
    /// The title and the headings of an HTML page, in lines.
    pub fn titles(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.body.language == MarkupLanguage::Html {
            lines.extend(self.first_text("title").map(|title| format!("page title: {title}")));
            let headings: Vec<String> = self.headings().collect();
            if !headings.is_empty() {
                lines.push(format!("headings: {}", headings.join(" · ")));
            }
        }
        lines
    }

    /// What is near to a query that finds nothing, in lines.
    pub fn nearest(&self, query: &Query) -> Vec<String> {
        let mut lines = Vec::new();
        let (selector, attribute) = parts(query);
        let mut whole = self.nodes(selector);
        if let (Some(name), Some(nodes)) = (&attribute, whole.take_if(|nodes| !nodes.is_empty())) {
            let found = counted(nodes.len(), "element");
            lines.push(format!("`{selector}` finds {found} without the attribute `{name}`:"));
            lines.extend(self.signatures(nodes.iter().copied()));
            return lines;
        }
        let reached = self.reached(selector);
        if let Some(Reached { beginning, beyond, nodes }) = &reached {
            let found = counted(nodes.len(), "element");
            lines.push(format!("`{beginning}` finds {found}, `{beyond}` none:"));
            lines.extend(self.signatures(nodes.iter().copied()));
        }
        let rest = reached.map_or(selector, |reached| &selector[reached.beginning.len()..]);
        let near = self.near(rest);
        if !near.is_empty() {
            lines.push("nearest:".to_owned());
            lines.extend(near);
        }
        lines
    }

    fn elements(&self) -> impl Iterator<Item = u32> + '_ {
        (DOCUMENT..self.body.len()).filter(|index| self.body.element(*index).is_some())
    }

    fn first_text(&self, name: &str) -> Option<String> {
        let found =
            self.elements().find(|index| self.body.name(*index).is_some_and(|own| *own.local == *name))?;
        self.snippet(found)
    }

    fn headings(&self) -> impl Iterator<Item = String> + '_ {
        let headings = self.elements().filter_map(|index| {
            let name = &*self.body.name(index)?.local;
            let is_heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
            let text = is_heading.then(|| self.snippet(index)).flatten()?;
            Some(format!("{name} {text}"))
        });
        headings.take(SHOWN)
    }

    /// The beginning of an element's text; `None` where it has none, or of XML where it is that of elements inside.
    fn snippet(&self, index: u32) -> Option<String> {
        let is_data = self.body.language == MarkupLanguage::Xml;
        if is_data && self.body.children(index).any(|child| self.body.element(child).is_some()) {
            return None;
        }
        let enough = self.mask.foreseen(CHARACTERS);
        let mut text = String::new();
        for node in index..self.body.node(index).end {
            if let NodeKind::Text(part) = &self.body.node(node).kind {
                text.push_str(self.mask.beginning(part, CHARACTERS));
            }
            if text.len() >= enough {
                break;
            }
        }
        let text = xpath::normalized(&text);
        (!text.is_empty()).then(|| self.shown(&text))
    }

    /// The elements that a query finds; `None` where it is no query for elements.
    fn nodes(&self, query: &str) -> Option<Vec<u32>> {
        if !query.starts_with('/') {
            return self.body.select(&Css::compile(query).ok()?).ok();
        }
        match XPath::compile(query).ok()?.root() {
            Expr::Path(path) => self.body.elements_at(path, self.prefixes).ok(),
            _ => None,
        }
    }

    /// The longest beginning of a query that finds something.
    fn reached<'q>(&self, query: &'q str) -> Option<Reached<'q>> {
        let mut beyond = query;
        for beginning in cuts::beginnings(query) {
            match self.nodes(beginning) {
                Some(nodes) if !nodes.is_empty() => return Some(Reached { beginning, beyond, nodes }),
                Some(_) => beyond = beginning,
                // It says nothing by itself.
                None => {}
            }
        }
        None
    }

    /// Elements with a name, an id, a class or an attribute that is nearly one in the query.
    fn near(&self, query: &str) -> Vec<String> {
        let mut names: HashSet<&str> = HashSet::new();
        let elements = || self.elements().take(COMPARED);
        let short =
            elements().flat_map(|index| self.words_of(index)).filter(|name| name.len() <= LONGEST_NAME);
        for name in short {
            if names.len() == NAMES {
                break;
            }
            names.insert(name);
        }
        let absent = cuts::words(query).take(WORDS).filter(|word| !names.contains(word));
        let meant: HashSet<&str> = absent
            .filter_map(|word| {
                let longer =
                    || names.iter().copied().filter(|name| word.len() > 3 && name.contains(word)).min();
                did_you_mean(word, names.iter().copied()).or_else(longer)
            })
            .collect();
        if meant.is_empty() {
            return Vec::new();
        }
        self.signatures(elements().filter(|index| self.words_of(*index).any(|word| meant.contains(word))))
    }

    fn words_of(&self, index: u32) -> impl Iterator<Item = &str> {
        let attributes = self.body.element(index).map_or(&[][..], |element| &element.attributes);
        let name = self.body.name(index).map(|name| &*name.local);
        name.into_iter().chain(attributes.iter().flat_map(|attribute| {
            let name = &*self.body.attribute_name(attribute).local;
            let has_words = matches!(name, "id" | "class" | "name");
            let values = if has_words { &*attribute.value } else { "" };
            std::iter::once(name).chain(values.split_ascii_whitespace().take(SHOWN))
        }))
    }

    /// Elements as their start tags with the beginning of their text, equal ones once.
    fn signatures(&self, elements: impl Iterator<Item = u32>) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut lines = Vec::new();
        for index in elements {
            let Some(line) = self.signature(index) else { continue };
            if seen.insert(line.clone()) {
                lines.push(line);
            }
            if lines.len() == SHOWN {
                break;
            }
        }
        lines
    }

    fn signature(&self, index: u32) -> Option<String> {
        let name = &self.body.name(index)?.local;
        // A field of a form is named by an attribute.
        let is_secret = is_secret_name(name)
            || ["name", "id"].iter().any(|key| self.body.attribute(index, key).is_some_and(is_secret_name));
        let attributes = self.body.element(index)?.attributes.iter().take(SHOWN);
        let attributes = attributes.map(|attribute| {
            let name = &*self.body.attribute_name(attribute).local;
            let is_secret = is_secret_name(name) || is_secret && matches!(name, "value" | "content");
            let value = if is_secret { HIDDEN.to_owned() } else { self.shown(&attribute.value) };
            format!(" {name}=\"{value}\"")
        });
        let attributes: String = attributes.collect();
        let text = self.snippet(index).map(|text| if is_secret { HIDDEN.to_owned() } else { text });
        let text = text.map_or(String::new(), |text| format!(" {text}"));
        Some(format!("  <{name}{attributes}>{text}"))
    }

    /// A text without secrets, on one line, and not too long.
    fn shown(&self, text: &str) -> String {
        let masked = self.mask.apply(self.mask.beginning(text, CHARACTERS));
        let one_line = masked.chars().map(|c| if c.is_control() { ' ' } else { c });
        let line: String = one_line.take(CHARACTERS).collect();
        if text.chars().nth(CHARACTERS).is_some() { format!("{line}…") } else { line }
    }
}

/// The query for elements, and the attribute of them that is read.
fn parts(query: &Query) -> (&str, Option<String>) {
    let raw = query.raw.trim();
    match &query.compiled {
        CompiledQuery::Css(css) => match &css.attribute {
            Some(name) => {
                (raw.rsplit_once('@').map_or(raw, |(selector, _)| selector.trim_end()), Some(name.clone()))
            }
            None => (raw, None),
        },
        CompiledQuery::XPath(_) => match raw.rsplit_once("/@") {
            Some((path, name)) if !name.contains([']', '\'', '"']) => {
                (path.trim_end_matches('/'), Some(name.to_owned()))
            }
            _ => (raw, None),
        },
    }
}

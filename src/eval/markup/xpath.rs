//! Evaluates the XPaths of `lang::xpath` over a body. What is compared and how follows XML Path Language 1.0.

use std::borrow::Cow;

use super::found::{Found, FoundTexts};
use super::name_test::{NameTest, Prefixes};
use super::problem::MarkupProblem;
use super::tree::{DOCUMENT, Markup, NodeKind};
use crate::lang::xpath::{Comparison, Expr, Path, Step, Test, XPath};
use crate::model::MarkupLanguage;

/// What beginning a path costs, which takes memory.
const PATH_STEPS: u64 = 8;

/// A node, or an attribute of one by its number. Ordered as the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    node: u32,
    attribute: Option<u32>,
}

/// What an expression gives.
enum Value<'b> {
    Items(Vec<Item>),
    Text(Cow<'b, str>),
    Number(f64),
    Boolean(bool),
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
struct At {
    item: Item,
    /// From 1.
    position: usize,
    last: usize,
}

type Result<T> = std::result::Result<T, MarkupProblem>;

struct Evaluation<'b> {
    body: &'b Markup,
    prefixes: Prefixes<'b>,
}

impl Markup {
    /// Finds what an XPath selects; its prefixes are those of `namespaces`, else those of the root element.
    pub fn find_xpath(&self, path: &XPath, prefixes: Prefixes<'_>) -> Result<Found> {
        let evaluation = Evaluation { body: self, prefixes };
        let document = At { item: Item { node: DOCUMENT, attribute: None }, position: 1, last: 1 };
        Ok(match evaluation.value(path.root(), document)? {
            Value::Items(items) => {
                let mut found = FoundTexts::default();
                for item in items {
                    found.push(evaluation.shown(item)?)?;
                }
                Found::Texts(found.texts)
            }
            Value::Text(text) => Found::Text(text.into_owned()),
            Value::Number(number) => Found::Number(number as u64),
            Value::Boolean(boolean) => Found::Boolean(boolean),
        })
    }

    /// The elements that a path finds.
    pub(super) fn elements_at(&self, path: &Path, prefixes: Prefixes<'_>) -> Result<Vec<u32>> {
        let evaluation = Evaluation { body: self, prefixes };
        let items = evaluation.path(path, Item { node: DOCUMENT, attribute: None })?;
        Ok(items.iter().filter(|item| item.attribute.is_none()).map(|item| item.node).collect())
    }
}

impl<'b> Evaluation<'b> {
    fn value(&self, expr: &Expr, at: At) -> Result<Value<'b>> {
        Ok(match expr {
            Expr::Path(path) => Value::Items(self.path(path, at.item)?),
            Expr::Literal(text) => Value::Text(Cow::Owned(text.clone())),
            Expr::Number(number) => Value::Number(*number),
            Expr::Count(path) => Value::Number(self.path(path, at.item)?.len() as f64),
            Expr::Contains(whole, part) => {
                Value::Boolean(self.string(whole, at)?.contains(&*self.string(part, at)?))
            }
            Expr::StartsWith(whole, part) => {
                Value::Boolean(self.string(whole, at)?.starts_with(&*self.string(part, at)?))
            }
            Expr::NormalizeSpace(inner) => {
                let text = match inner {
                    Some(inner) => self.string(inner, at)?,
                    None => self.text(at.item)?,
                };
                Value::Text(Cow::Owned(normalized(&text)))
            }
            Expr::Not(inner) => Value::Boolean(!self.boolean(inner, at)?),
            Expr::Last => Value::Number(at.last as f64),
            Expr::And(left, right) => Value::Boolean(self.boolean(left, at)? && self.boolean(right, at)?),
            Expr::Or(left, right) => Value::Boolean(self.boolean(left, at)? || self.boolean(right, at)?),
            Expr::Compare(comparison, left, right) => {
                Value::Boolean(self.compare(*comparison, &self.value(left, at)?, &self.value(right, at)?)?)
            }
        })
    }

    fn boolean(&self, expr: &Expr, at: At) -> Result<bool> {
        Ok(match self.value(expr, at)? {
            Value::Items(items) => !items.is_empty(),
            Value::Text(text) => !text.is_empty(),
            Value::Number(number) => number != 0.0 && !number.is_nan(),
            Value::Boolean(boolean) => boolean,
        })
    }

    /// Of nodes the first one counts.
    fn string(&self, expr: &Expr, at: At) -> Result<Cow<'b, str>> {
        Ok(match self.value(expr, at)? {
            Value::Items(items) => match items.first() {
                Some(item) => self.text(*item)?,
                None => Cow::Borrowed(""),
            },
            Value::Text(text) => text,
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Boolean(boolean) => Cow::Owned(boolean.to_string()),
        })
    }

    /// Holds if it does for one of the nodes on either side.
    fn compare(&self, comparison: Comparison, left: &Value<'b>, right: &Value<'b>) -> Result<bool> {
        if let (Value::Boolean(_), _) | (_, Value::Boolean(_)) = (left, right) {
            let truth = |value: &Value<'_>| match value {
                Value::Items(items) => !items.is_empty(),
                Value::Text(text) => !text.is_empty(),
                Value::Number(number) => *number != 0.0,
                Value::Boolean(boolean) => *boolean,
            };
            return Ok(ordered(comparison, f64::from(truth(left)), f64::from(truth(right))));
        }
        let numbers = matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
        let (left, right) = (self.scalars(left)?, self.scalars(right)?);
        for one in &left {
            for other in &right {
                self.body.budget.take_text(one.len().min(other.len()));
                self.spend(1)?;
                let holds = match comparison {
                    Comparison::Equal if !numbers => one == other,
                    Comparison::NotEqual if !numbers => one != other,
                    _ => ordered(comparison, number(one), number(other)),
                };
                if holds {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn scalars(&self, value: &Value<'b>) -> Result<Vec<Cow<'b, str>>> {
        Ok(match value {
            Value::Items(items) => items.iter().map(|item| self.text(*item)).collect::<Result<_>>()?,
            Value::Text(text) => vec![text.clone()],
            Value::Number(number) => vec![Cow::Owned(number.to_string())],
            Value::Boolean(boolean) => vec![Cow::Owned(boolean.to_string())],
        })
    }

    fn text(&self, item: Item) -> Result<Cow<'b, str>> {
        let Some(number) = item.attribute else { return self.body.text(item.node) };
        let attributes = self.body.element(item.node).map_or(&[][..], |element| &element.attributes);
        let value = attributes.get(number as usize).map_or("", |attribute| &*attribute.value);
        self.body.budget.take_text(value.len());
        Ok(Cow::Borrowed(value))
    }

    /// The text of a node as an expectation sees it: of HTML as a reader does.
    fn shown(&self, item: Item) -> Result<String> {
        match (self.body.language, item.attribute) {
            (MarkupLanguage::Html, None) => self.body.seen_text(item.node),
            _ => Ok(self.text(item)?.into_owned()),
        }
    }

    fn spend(&self, steps: u64) -> Result<()> {
        self.body.budget.spend(steps)
    }

    /// What a path finds, each once, in document order.
    fn path(&self, path: &Path, from: Item) -> Result<Vec<Item>> {
        self.spend(PATH_STEPS)?;
        let start = if path.absolute { Item { node: DOCUMENT, attribute: None } } else { from };
        let mut items = vec![start];
        for step in &path.steps {
            if step.deep {
                items = self.with_all_below(&items)?;
            }
            let name = match &step.test {
                Test::Element(name) => Some(NameTest::of_element(name, self.body, self.prefixes)?),
                Test::Attribute(name) => Some(NameTest::of_attribute(name, self.body, self.prefixes)?),
                Test::Text | Test::Current | Test::Parent => None,
            };
            let mut found = Vec::new();
            for item in &items {
                self.step(step, name.as_ref(), *item, &mut found)?;
            }
            found.sort_unstable();
            found.dedup();
            items = found;
        }
        Ok(items)
    }

    /// Nodes and everything below them. They are in document order, and so are the ranges below them.
    fn with_all_below(&self, items: &[Item]) -> Result<Vec<Item>> {
        let (mut all, mut next) = (Vec::new(), 0);
        for item in items.iter().filter(|item| item.attribute.is_none()) {
            let end = self.body.node(item.node).end;
            self.spend(u64::from(end.saturating_sub(next.max(item.node))))?;
            let range = next.max(item.node)..end;
            next = next.max(end);
            all.extend(range.map(|node| Item { node, attribute: None }));
        }
        Ok(all)
    }

    fn step(&self, step: &Step, name: Option<&NameTest>, from: Item, found: &mut Vec<Item>) -> Result<()> {
        self.spend(1)?;
        let first = found.len();
        match (&step.test, from.attribute) {
            (Test::Current, _) => found.push(from),
            (Test::Parent, Some(_)) => found.push(Item { attribute: None, ..from }),
            (Test::Parent, None) if from.node != DOCUMENT => {
                found.push(Item { node: self.body.node(from.node).parent, attribute: None });
            }
            (Test::Attribute(_), None) => self.attributes(name, from.node, found)?,
            (Test::Text, None) => {
                self.children(from.node, found, |node| {
                    matches!(self.body.node(node).kind, NodeKind::Text(_))
                })?;
            }
            (Test::Element(_), None) => self.children(from.node, found, |node| {
                let actual = self.body.name(node);
                actual.is_some_and(|actual| name.is_some_and(|name| name.matches(actual)))
            })?,
            (Test::Parent | Test::Attribute(_) | Test::Text | Test::Element(_), _) => {}
        }
        step.predicates.iter().try_for_each(|predicate| self.filter(predicate, first, found))
    }

    /// Keeps of what was found from `first` on what a predicate is true for.
    fn filter(&self, predicate: &Expr, first: usize, found: &mut Vec<Item>) -> Result<()> {
        let candidates = found.split_off(first);
        let last = candidates.len();
        for (index, item) in candidates.into_iter().enumerate() {
            self.spend(1)?;
            let at = At { item, position: index + 1, last };
            let keep = match self.value(predicate, at)? {
                // A number alone is a position.
                Value::Number(number) => number == at.position as f64,
                Value::Items(items) => !items.is_empty(),
                Value::Text(text) => !text.is_empty(),
                Value::Boolean(boolean) => boolean,
            };
            if keep {
                found.push(item);
            }
        }
        Ok(())
    }

    fn attributes(&self, name: Option<&NameTest>, node: u32, found: &mut Vec<Item>) -> Result<()> {
        let attributes = self.body.element(node).map_or(&[][..], |element| &element.attributes);
        self.spend(attributes.len() as u64)?;
        for (number, attribute) in attributes.iter().enumerate() {
            let actual = self.body.attribute_name(attribute);
            if name.is_some_and(|name| name.matches(actual)) {
                found.push(Item { node, attribute: Some(number as u32) });
            }
        }
        Ok(())
    }

    fn children(&self, node: u32, found: &mut Vec<Item>, wanted: impl Fn(u32) -> bool) -> Result<()> {
        for child in self.body.children(node) {
            self.spend(1)?;
            if wanted(child) {
                found.push(Item { node: child, attribute: None });
            }
        }
        Ok(())
    }
}

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(f64::NAN)
}

fn ordered(comparison: Comparison, left: f64, right: f64) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}

/// Without white space at the ends, and with one space in place of each run of it.
pub(super) fn normalized(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        if !normalized.is_empty() {
            normalized.push(' ');
        }
        normalized.push_str(word);
    }
    normalized
}

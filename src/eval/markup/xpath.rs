//! Evaluates the XPaths of `lang::xpath` over a body. What is compared and how follows XML Path Language 1.0.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use super::xml::{self, NodeKind, XmlBody};
use super::{Found, MarkupProblem};
use crate::lang::xpath::{Comparison, Expr, Name, Path, Step, Test, XPath};
use crate::model::Kind;

/// Nodes that one query may look at.
const FUEL: u64 = 50_000_000;

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
    body: &'b XmlBody,
    namespaces: &'b [(Arc<str>, Option<Arc<str>>)],
    fuel: Cell<u64>,
}

impl XmlBody {
    /// Finds what an XPath selects; its prefixes are those of `namespaces`, else those of the root element.
    pub fn find(&self, path: &XPath, namespaces: &[(Arc<str>, Option<Arc<str>>)]) -> Result<Found> {
        let evaluation = Evaluation { body: self, namespaces, fuel: Cell::new(FUEL) };
        let document = At { item: Item { node: 0, attribute: None }, position: 1, last: 1 };
        Ok(match evaluation.value(path.root(), document)? {
            Value::Items(items) => {
                Found::Texts(items.iter().map(|item| evaluation.text(*item).into_owned()).collect())
            }
            Value::Text(text) => Found::Texts(vec![text.into_owned()]),
            Value::Number(number) => Found::Number(number as u64),
            Value::Boolean(boolean) => Found::Boolean(boolean),
        })
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
                    None => self.text(at.item),
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
            Value::Items(items) => items.first().map_or(Cow::Borrowed(""), |item| self.text(*item)),
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
        let (left, right) = (self.scalars(left), self.scalars(right));
        for one in &left {
            for other in &right {
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

    fn scalars(&self, value: &Value<'b>) -> Vec<Cow<'b, str>> {
        match value {
            Value::Items(items) => items.iter().map(|item| self.text(*item)).collect(),
            Value::Text(text) => vec![text.clone()],
            Value::Number(number) => vec![Cow::Owned(number.to_string())],
            Value::Boolean(boolean) => vec![Cow::Owned(boolean.to_string())],
        }
    }

    fn text(&self, item: Item) -> Cow<'b, str> {
        let (Some(number), NodeKind::Element { attributes, .. }) =
            (item.attribute, &self.body.node(item.node).kind)
        else {
            return self.body.text(item.node);
        };
        attributes.get(number as usize).map_or(Cow::Borrowed(""), |(_, value)| Cow::Borrowed(value))
    }

    fn spend(&self, cost: u64) -> Result<()> {
        let left = self.fuel.get().checked_sub(cost).ok_or_else(|| MarkupProblem {
            kind: Kind::Limit,
            message: "is too large for this XPath: it would look at more nodes than can be waited for"
                .to_owned(),
        })?;
        self.fuel.set(left);
        Ok(())
    }

    /// What a path finds, each once, in document order.
    fn path(&self, path: &Path, from: Item) -> Result<Vec<Item>> {
        let start = if path.absolute { Item { node: 0, attribute: None } } else { from };
        let mut items = vec![start];
        for step in &path.steps {
            if step.deep {
                items = self.with_all_below(&items)?;
            }
            let mut found = Vec::new();
            for item in &items {
                self.step(step, *item, &mut found)?;
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

    fn step(&self, step: &Step, from: Item, found: &mut Vec<Item>) -> Result<()> {
        let first = found.len();
        match &step.test {
            Test::Current => found.push(from),
            Test::Parent if from.attribute.is_some() => found.push(Item { attribute: None, ..from }),
            Test::Parent if from.node > 0 => {
                found.push(Item { node: self.body.node(from.node).parent, attribute: None });
            }
            Test::Parent => {}
            Test::Attribute(name) => {
                if let (None, NodeKind::Element { attributes, .. }) =
                    (from.attribute, &self.body.node(from.node).kind)
                {
                    let wanted = self.namespace(name, false)?;
                    for (number, (attribute, _)) in attributes.iter().enumerate() {
                        if matches(name, &wanted, attribute) {
                            found.push(Item { node: from.node, attribute: Some(number as u32) });
                        }
                    }
                }
            }
            Test::Element(_) | Test::Text if from.attribute.is_some() => {}
            Test::Text => self.children(from.node, found, |kind| matches!(kind, NodeKind::Text(_)))?,
            Test::Element(name) => {
                let wanted = self.namespace(name, true)?;
                self.children(from.node, found, |kind| match kind {
                    NodeKind::Element { name: actual, .. } => matches(name, &wanted, actual),
                    _ => false,
                })?;
            }
        }
        for predicate in &step.predicates {
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
        }
        Ok(())
    }

    fn children(&self, node: u32, found: &mut Vec<Item>, wanted: impl Fn(&NodeKind) -> bool) -> Result<()> {
        let end = self.body.node(node).end;
        let mut child = node + 1;
        while child < end {
            self.spend(1)?;
            if wanted(&self.body.node(child).kind) {
                found.push(Item { node: child, attribute: None });
            }
            child = self.body.node(child).end;
        }
        Ok(())
    }

    /// The namespaces that a name may have: that of its prefix; of an element without prefix none, or the default one of
    /// the root element, so that documents with a single namespace need no prefixes.
    fn namespace(&self, name: &Name, element: bool) -> Result<Vec<Option<Arc<str>>>> {
        let Some(prefix) = &name.prefix else {
            let default = self.body.declared("").filter(|_| element).cloned();
            return Ok(std::iter::once(None).chain(default.map(Some)).collect());
        };
        let named =
            self.namespaces.iter().find(|(other, _)| **other == **prefix).and_then(|(_, uri)| uri.as_ref());
        match named.or_else(|| self.body.declared(prefix)) {
            Some(uri) => Ok(vec![Some(uri.clone())]),
            None => Err(MarkupProblem {
                kind: Kind::Xml,
                message: format!(
                    "does not declare the prefix `{prefix}` at its root element; name its namespace under `namespaces` in `defaults`"
                ),
            }),
        }
    }
}

fn matches(wanted: &Name, namespaces: &[Option<Arc<str>>], actual: &xml::Name) -> bool {
    match &wanted.local {
        // `*` is any name, `p:*` any name of a namespace.
        None => wanted.prefix.is_none() || namespaces.contains(&actual.namespace),
        Some(local) => **local == *actual.local && namespaces.contains(&actual.namespace),
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

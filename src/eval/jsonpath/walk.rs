//! The walk over a document: depth first over the segments, which gives the order of RFC 9535 without keeping a list
//! per segment. Descents keep their own stack; recursion is bounded by the segments of a path.

use std::borrow::Cow;
use std::cell::Cell;

use crate::value::Value;

use super::regexes::Regexes;
use super::stop::{SelectError, Step, Stop};
use crate::lang::jsonpath::tree::{Name, Part, Segment, Selector};

/// One evaluation of one path: the document, the names for its slots, and what is left of its budget.
pub(super) struct Walker<'a, 'v> {
    pub(super) root: &'v Value,
    names: &'a [String],
    budget: Cell<u64>,
    pub(super) regexes: Regexes,
}

impl<'a, 'v> Walker<'a, 'v> {
    pub(super) fn new(root: &'v Value, names: &'a [String], budget: u64) -> Self {
        Self { root, names, budget: Cell::new(budget), regexes: Regexes::default() }
    }

    /// Takes from the budget: one for a node, more for what costs more.
    pub(super) fn charge(&self, visits: u64) -> Step {
        let left = self.budget.get().checked_sub(visits).ok_or(Stop::Failed(SelectError::TooManyVisits))?;
        self.budget.set(left);
        Ok(())
    }

    /// Calls `found` for every node that the segments find from `node`, in order.
    pub(super) fn walk(
        &self,
        mut node: &'v Value,
        mut segments: &[Segment],
        found: &mut dyn FnMut(&'v Value) -> Step,
    ) -> Step {
        // A chain of names and indexes is a loop.
        loop {
            self.charge(1)?;
            let Some((segment, rest)) = segments.split_first() else { return found(node) };
            let next = match segment {
                Segment::One(Selector::Name(name)) => member(node, &self.name(name)),
                Segment::One(Selector::Index(index)) => at(node, *index),
                Segment::One(selector) => return self.select(node, selector, rest, found),
                Segment::Many(selectors) => return self.select_all(node, selectors, rest, found),
                Segment::Descendants(selectors) => return self.descend(node, selectors, rest, found),
            };
            match next {
                Some(child) => node = child,
                None => return Ok(()),
            }
            segments = rest;
        }
    }

    fn select_all(
        &self,
        node: &'v Value,
        selectors: &[Selector],
        rest: &[Segment],
        found: &mut dyn FnMut(&'v Value) -> Step,
    ) -> Step {
        selectors.iter().try_for_each(|selector| self.select(node, selector, rest, found))
    }

    fn select(
        &self,
        node: &'v Value,
        selector: &Selector,
        rest: &[Segment],
        found: &mut dyn FnMut(&'v Value) -> Step,
    ) -> Step {
        match selector {
            Selector::Name(name) => match member(node, &self.name(name)) {
                Some(child) => self.walk(child, rest, found),
                None => Ok(()),
            },
            Selector::Index(index) => match at(node, *index) {
                Some(child) => self.walk(child, rest, found),
                None => Ok(()),
            },
            Selector::Wildcard => children(node, &mut |child| self.walk(child, rest, found)),
            Selector::Slice { start, end, step } => {
                let Value::Array(items) = node else { return Ok(()) };
                for index in slice(items.len(), *start, *end, *step) {
                    if let Some(child) = items.get(index) {
                        self.walk(child, rest, found)?;
                    }
                }
                Ok(())
            }
            Selector::Filter(filter) => children(node, &mut |child| {
                self.charge(1)?;
                if self.holds(filter, child)? { self.walk(child, rest, found) } else { Ok(()) }
            }),
        }
    }

    /// The node itself, then everything below it, parents before children.
    fn descend(
        &self,
        node: &'v Value,
        selectors: &[Selector],
        rest: &[Segment],
        found: &mut dyn FnMut(&'v Value) -> Step,
    ) -> Step {
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            self.charge(1)?;
            self.select_all(node, selectors, rest, found)?;
            let first = waiting.len();
            children(node, &mut |child| {
                self.charge(1)?;
                // No selector finds anything in a scalar.
                if matches!(child, Value::Array(_) | Value::Object(_)) {
                    waiting.push(child);
                }
                Ok(())
            })?;
            waiting[first..].reverse();
        }
        Ok(())
    }

    fn name<'n>(&'n self, name: &'n Name) -> Cow<'n, str> {
        let part = |part: &'n Part| match part {
            Part::Text(text) => text.as_str(),
            // As many names as slots were given: `select` sees to it.
            Part::Slot(slot) => self.names.get(*slot).map_or("", String::as_str),
        };
        match name {
            Name::Fixed(name) => Cow::Borrowed(name),
            Name::Parts(parts) => match parts.as_ref() {
                [only] => Cow::Borrowed(part(only)),
                parts => Cow::Owned(parts.iter().map(part).collect()),
            },
        }
    }
}

fn member<'v>(node: &'v Value, name: &str) -> Option<&'v Value> {
    node.as_object()?.get(name)
}

/// The element at an index, which counts from the end when it is negative.
fn at(node: &Value, index: i64) -> Option<&Value> {
    let items = node.as_array()?;
    match usize::try_from(index) {
        Ok(index) => items.get(index),
        Err(_) => {
            let back = usize::try_from(index.unsigned_abs()).ok()?;
            items.get(items.len().checked_sub(back)?)
        }
    }
}

/// Calls `each` for every value of an object or array, in order.
fn children<'v>(node: &'v Value, each: &mut dyn FnMut(&'v Value) -> Step) -> Step {
    match node {
        Value::Array(items) => items.iter().try_for_each(each),
        Value::Object(members) => members.values().try_for_each(each),
        _ => Ok(()),
    }
}

/// The indexes of a slice, by RFC 9535 §2.3.4.2.2.
fn slice(length: usize, start: Option<i64>, end: Option<i64>, step: i64) -> impl Iterator<Item = usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |index: i64| if index >= 0 { index } else { length.saturating_add(index) };
    let (mut next, last) = if step >= 0 {
        (normal(start.unwrap_or(0)).clamp(0, length), normal(end.unwrap_or(length)).clamp(0, length))
    } else {
        let end = end.map_or(-1, normal);
        (normal(start.unwrap_or(length - 1)).clamp(-1, length - 1), end.clamp(-1, length - 1))
    };
    std::iter::from_fn(move || {
        let inside = if step > 0 { next < last } else { step < 0 && next > last };
        let index = usize::try_from(next).ok().filter(|_| inside)?;
        next = next.saturating_add(step);
        Some(index)
    })
}

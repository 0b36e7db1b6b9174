//! Filters: existence, comparisons and functions, by RFC 9535 §2.3.5.

use std::borrow::Cow;

use crate::value::Value;

use super::stop::{SelectError, Step, Stop};
use super::walk::Walker;
use crate::lang::jsonpath::tree::{Comparison, Logical, Operand, Pattern, Query, Start};

/// Compared values may be nested this deep; JSON texts are read to a depth of 128.
const MAX_COMPARED_DEPTH: usize = 256;
/// Bytes of a text that cost as much as one node.
const TEXT_PER_VISIT: usize = 32;
/// What compiling a pattern costs, in nodes.
const PATTERN_VISITS: u64 = 1_000;

impl<'v> Walker<'_, 'v> {
    /// Does the filter hold for this item? Its depth is bounded when the path is compiled.
    pub(super) fn holds(&self, filter: &Logical, current: &'v Value) -> Result<bool, Stop> {
        match filter {
            Logical::Or(parts) => {
                for part in parts {
                    if self.holds(part, current)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Logical::And(parts) => {
                for part in parts {
                    if !self.holds(part, current)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Logical::Not(inner) => Ok(!self.holds(inner, current)?),
            Logical::Exists(query) => {
                let mut found = false;
                self.each(query, current, &mut |_| {
                    found = true;
                    Err(Stop::Enough)
                })?;
                Ok(found)
            }
            Logical::Compare(left, comparison, right) => {
                let left = self.operand(left, current)?;
                let right = self.operand(right, current)?;
                self.compare(left.as_deref(), *comparison, right.as_deref())
            }
            Logical::Pattern { text, pattern, whole } => {
                let text = self.operand(text, current)?;
                let Some(Value::String(text)) = text.as_deref() else { return Ok(false) };
                self.charge_text(text)?;
                match pattern {
                    Pattern::Fixed(regex) => Ok(regex.is_match(text)),
                    Pattern::Dynamic(operand) => {
                        let pattern = self.operand(operand, current)?;
                        let Some(Value::String(pattern)) = pattern.as_deref() else { return Ok(false) };
                        self.charge_text(pattern)?;
                        self.regexes.matches(pattern, *whole, text, || self.charge(PATTERN_VISITS))
                    }
                }
            }
        }
    }

    fn each(&self, query: &Query, current: &'v Value, found: &mut dyn FnMut(&'v Value) -> Step) -> Step {
        let start = match query.start {
            Start::Root => self.root,
            Start::Current => current,
        };
        match self.walk(start, &query.segments, found) {
            Err(Stop::Enough) => Ok(()),
            other => other,
        }
    }

    /// The value of an operand; none is the "Nothing" of RFC 9535.
    fn operand<'o>(&self, operand: &'o Operand, current: &'v Value) -> Result<Option<Cow<'o, Value>>, Stop>
    where
        'v: 'o,
    {
        match operand {
            Operand::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            // A singular query finds one node at most, so that both are the same here.
            Operand::Node(query) | Operand::Only(query) => {
                let (mut count, mut only) = (0, None);
                self.each(query, current, &mut |node| {
                    count += 1;
                    only = Some(node);
                    if count > 1 { Err(Stop::Enough) } else { Ok(()) }
                })?;
                Ok(only.filter(|_| count == 1).map(Cow::Borrowed))
            }
            Operand::Count(query) => {
                let mut count = 0u64;
                self.each(query, current, &mut |_| {
                    count += 1;
                    Ok(())
                })?;
                Ok(Some(Cow::Owned(Value::from(count))))
            }
            Operand::Length(inner) => {
                let length = match self.operand(inner, current)?.as_deref() {
                    Some(Value::String(text)) => {
                        self.charge_text(text)?;
                        text.chars().count()
                    }
                    Some(Value::Array(items)) => items.len(),
                    Some(Value::Object(members)) => members.len(),
                    _ => return Ok(None),
                };
                Ok(Some(Cow::Owned(Value::from(length))))
            }
        }
    }

    fn compare(
        &self,
        left: Option<&Value>,
        comparison: Comparison,
        right: Option<&Value>,
    ) -> Result<bool, Stop> {
        match comparison {
            Comparison::Equal => self.equal(left, right),
            Comparison::NotEqual => Ok(!self.equal(left, right)?),
            Comparison::Less => Ok(less(left, right)),
            Comparison::Greater => Ok(less(right, left)),
            Comparison::LessOrEqual => Ok(less(left, right) || self.equal(left, right)?),
            Comparison::GreaterOrEqual => Ok(less(right, left) || self.equal(left, right)?),
        }
    }

    fn equal(&self, left: Option<&Value>, right: Option<&Value>) -> Result<bool, Stop> {
        let (Some(left), Some(right)) = (left, right) else { return Ok(left.is_none() && right.is_none()) };
        let alike = match (left, right) {
            (Value::Array(left), Value::Array(right)) => left.len() == right.len(),
            (Value::Object(left), Value::Object(right)) => left.len() == right.len(),
            _ => return Ok(left == right),
        };
        if alike {
            self.measure(left, MAX_COMPARED_DEPTH)?;
        }
        Ok(alike && left == right)
    }

    /// Pays for the comparison of a whole tree, and refuses one that is too deep to recurse over.
    fn measure(&self, value: &Value, depth: usize) -> Step {
        self.charge(1)?;
        let deeper = depth.checked_sub(1).ok_or(Stop::Failed(SelectError::TooDeep))?;
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.measure(item, deeper)),
            Value::Object(members) => members.values().try_for_each(|member| self.measure(member, deeper)),
            _ => Ok(()),
        }
    }

    fn charge_text(&self, text: &str) -> Step {
        self.charge((text.len() / TEXT_PER_VISIT) as u64)
    }
}

/// Numbers by value, texts by code points (which is the order of UTF-8 bytes); nothing else has an order.
fn less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => left < right,
        (Some(Value::String(left)), Some(Value::String(right))) => left < right,
        _ => false,
    }
}
